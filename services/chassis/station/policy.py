"""What the scanning page and its worker may load and run: our own origin's, and the reader's WebAssembly."""

# The camera's picture and what was photographed are the page's own (blob:).
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; media-src 'self' blob:; "
    "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
# A worker goes by the policy that its own script came with.
READER = "station/reading-worker.js"
