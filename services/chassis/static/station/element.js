/** Elements of the page, made without markup: a text is only ever a text. */

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return fill(made, ...children);
}

/** Give an element these children in place of those it has; what is false, empty or zero is left out. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter(Boolean));
  return parent;
}
