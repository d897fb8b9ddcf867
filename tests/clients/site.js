// What every script here is told, and how it answers: JSON in the environment, JSON on stdout.
export const site = JSON.parse(process.env.CUPPA_SITE);
export const bearer = [["Authorization", `Bearer ${site.publishable}`]];

export function answer(data) {
  process.stdout.write(JSON.stringify(data));
}
