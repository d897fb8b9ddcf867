// GrowthBook's SDK with remote evaluation: what is not released stays on the server.
import { GrowthBook } from "@growthbook/growthbook";
import { answer, site } from "./site.js";

const found = {};
let payload = null;
for (const visitor of site.visitors) {
  let tracked = null;
  const book = new GrowthBook({
    apiHost: site.url,
    clientKey: site.publishable,
    remoteEval: true,
    cacheKeyAttributes: ["id"],
    attributes: { id: visitor },
    trackingCallback: (_, result) => {
      tracked = result.key;
    },
  });
  await book.init({ timeout: 20_000, skipCache: true });
  payload = book.getDecryptedPayload();
  const result = book.evalFeature(site.placement);
  found[visitor] = [tracked, result.value];
  book.destroy();
}
answer({ found, payload });
