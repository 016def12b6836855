// The API as a third party knows it: through types made of openapi.json and nothing else.
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "../api.js";

/** What journeys read; lists come in other forms too. */
type Json = "application/json" | "application/problem+json";

export type Api = Client<paths, Json>;

export function api(url: string, accessToken?: string): Api {
  return createClient<paths, Json>({
    baseUrl: url,
    headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
  });
}

/** What was answered, or a failure that tells what went wrong instead. */
export function expectData<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.url} answered ${answer.response.status}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}
