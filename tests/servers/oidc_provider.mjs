// OpenID providers of the tests' own (oidc-provider, by npm), one a port: whoever types a name is that person there.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { Provider } = await import(pathToFileURL(process.argv[2]));
const KEYS = [["rsa", { modulusLength: 2048 }], ["ec", { namedCurve: "P-256" }], ["ed25519", {}]];
const jwks = { keys: KEYS.map(([kind, size]) => generateKeyPairSync(kind, size).privateKey.export({ format: "jwk" })) };
const PAGE = `<form method="post"><input name="login"><input name="amr"><button>ok</button></form>`;

async function grant(ctx) {
  const { client, session, provider } = ctx.oidc;
  const one = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  one.addOIDCScope("openid");
  await one.save();
  return one;
}

async function typed(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

for (const { port, id, secret, back, out, alg } of JSON.parse(process.argv[3])) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    jwks,
    clients: [{
      client_id: id, client_secret: secret, redirect_uris: [back], post_logout_redirect_uris: [out],
      id_token_signed_response_alg: alg,
    }],
    cookies: { keys: [secret] },
    claims: { openid: ["sub", "acr", "amr"] },
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "Ed25519", "EdDSA"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, one) => `/interaction/${one.uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: grant,
  });
  const answer = provider.callback();
  createServer(async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    if (request.method === "GET") return response.setHeader("Content-Type", "text/html").end(PAGE);
    const form = await typed(request);
    const amr = form.get("amr") ? form.get("amr").split(" ") : ["pwd"];
    return provider.interactionFinished(request, response, { login: { accountId: form.get("login"), amr } });
  }).listen(port, "127.0.0.1");
}
