// OpenFeature for browsers, with its OFREP provider: all flags of a visitor in one call.
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";
import { answer, bearer, site } from "./site.js";

// What of a browser the provider keeps its answers in.
const shelf = new Map();
globalThis.localStorage = {
  getItem: (key) => shelf.get(key) ?? null,
  setItem: (key, value) => shelf.set(key, String(value)),
  removeItem: (key) => shelf.delete(key),
};

const statuses = [];
const plain = globalThis.fetch;
const watched = async (...request) => {
  const response = await plain(...request);
  statuses.push(response.status);
  return response;
};

await OpenFeature.setContext({ targetingKey: site.visitors[0] });
await OpenFeature.setProviderAndWait(
  new OFREPWebProvider({ baseUrl: site.url, headers: bearer, fetchImplementation: watched }),
);
const client = OpenFeature.getClient();
const found = {};
for (const visitor of site.visitors) {
  await OpenFeature.setContext({ targetingKey: visitor });
  const details = client.getObjectDetails(site.placement, {});
  found[visitor] = [details.variant, details.value];
}
const nowhere = client.getObjectDetails("nowhere", { own: 1 });
answer({ found, nowhere, statuses: [...new Set(statuses)] });
await OpenFeature.close();
