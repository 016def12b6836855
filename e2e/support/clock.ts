// The server's clock, which only a test build lets itself be told.
import type { Server } from "./server.js";

export class Clock {
  constructor(private readonly server: Server) {}

  /** Makes it this moment (RFC 3339) for the server; jobs that thereby fall due have run when this returns. */
  async set(now: string): Promise<void> {
    const answer = await fetch(`${this.server.url}/test/clock`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ now }),
    });
    if (!answer.ok) throw new Error(`The clock could not be set to ${now}: ${answer.status} ${await answer.text()}`);
  }
}
