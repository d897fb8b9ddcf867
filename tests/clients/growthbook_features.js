// GrowthBook's SDK with the features it downloads once, and the plugin that reports.
import { GrowthBook } from "@growthbook/growthbook";
import { growthbookTrackingPlugin } from "@growthbook/growthbook/plugins";
import { answer, site } from "./site.js";

const found = {};
const watched = [];
let payload = null;
for (const visitor of site.visitors) {
  const book = new GrowthBook({
    apiHost: site.url,
    clientKey: site.publishable,
    attributes: { id: visitor },
    trackingCallback: (experiment, result) => watched.push([experiment.key, result.key]),
    plugins: site.tracks.includes(visitor)
      ? [
          growthbookTrackingPlugin({
            ingestorHost: site.url,
            queueFlushInterval: 10,
            enableFeatureUsageEvents: false,
          }),
        ]
      : [],
  });
  if (payload) {
    book.initSync({ payload });
  } else {
    await book.init({ timeout: 20_000, skipCache: true });
    payload = book.getDecryptedPayload();
  }
  const result = book.evalFeature(site.placement);
  found[visitor] = [result.experimentResult?.key, result.value];
  if (site.tracks.includes(visitor) && site.goal) {
    await book.logEvent(site.goal, {});
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  book.destroy();
}
const own = new GrowthBook({ apiHost: site.url, clientKey: site.publishable });
own.initSync({ payload });
const nowhere = own.getFeatureValue("nowhere", "own words");
answer({ found, nowhere, experiments: [...new Set(watched.map(([key]) => key))] });
