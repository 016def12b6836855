// `test` for journeys: each has a server with a hospital of its own, its clock, its API, and people who sign in.
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { type Api, api, expectData } from "./api.js";
import { Clock } from "./clock.js";
import { PASSWORD, type Who, people } from "./people.js";
import { Server } from "./server.js";

interface Fixtures {
  server: Server;
  clock: Clock;
  /** A browser of its own in which somebody is signed in, as on their own PC. */
  as: (who: Who) => Promise<Page>;
  /** The API with somebody's token. */
  apiAs: (who: Who) => Promise<Api>;
}

/** Marks an answer that a journey made up. */
const BROKEN = "x-journey-broken";

/** Lets the API fail at these addresses for as long as the work takes. */
export async function broken(page: Page, url: string, work: () => Promise<void>): Promise<void> {
  const problem = { type: "about:blank", title: "Internal error", status: 500, code: "internal", traceId: "0123456789abcdef" };
  await page.route(url, async (route) => {
    await route.fulfill({ status: 500, contentType: "application/problem+json", headers: { [BROKEN]: "true" }, json: problem });
  });
  await work();
  await page.unroute(url);
}

/** What no page may do, whatever it is tested for: die of an error nobody caught, or make the server fail. */
function watch(context: BrowserContext, faults: string[]): void {
  context.on("weberror", (error) => faults.push(`in ${error.page()?.url() ?? "a page"}: ${error.error()}`));
  context.on("response", (response) => {
    if (response.status() >= 500 && !response.headers()[BROKEN]) faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
}

export const test = base.extend<Fixtures & { faults: string[] }>({
  server: async ({}, use, info) => {
    const server = await Server.start(info.testId);
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: await server.log(), contentType: "text/plain" });
  },
  baseURL: async ({ server }, use) => await use(server.url),
  clock: async ({ server }, use) => await use(new Clock(server)),
  faults: [
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, faults.join("\n")).toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, faults }, use) => {
    watch(context, faults);
    await use(context);
  },
  as: async ({ browser, baseURL, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who) => {
      const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
      contexts.push(context);
      watch(context, faults);
      const answer = await context.request.post("/api/v1/session", { data: { email: people[who], password: PASSWORD } });
      if (!answer.ok()) throw new Error(`${who} could not sign in: ${answer.status()} ${await answer.text()}`);
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  apiAs: async ({ server }, use) => {
    await use(async (who) => {
      const answer = await api(server.url).POST("/api/v1/session", {
        body: { email: people[who], password: PASSWORD, refreshIn: "body" },
      });
      return api(server.url, expectData(answer).accessToken);
    });
  },
});

export { expect };
