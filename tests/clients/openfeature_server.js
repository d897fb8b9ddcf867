// OpenFeature for servers, with its OFREP provider.
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { answer, bearer, site } from "./site.js";

await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: site.url, headers: bearer }));
const client = OpenFeature.getClient();
const found = {};
for (const visitor of site.visitors) {
  const details = await client.getObjectDetails(site.placement, {}, { targetingKey: visitor });
  found[visitor] = [details.variant, details.value];
}
const nowhere = await client.getObjectDetails("nowhere", { own: 1 }, { targetingKey: "v" });
const nobody = await client.getObjectDetails(site.placement, { own: 1 }, {});
answer({ found, nowhere, nobody });
