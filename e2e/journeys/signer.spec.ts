// The signer's day: one after the other by keys, many at once, several times of one requirement, and from the mail.
import type { Page } from "@playwright/test";
import { expectAccessible, expectReflows } from "../support/axe.js";
import { type Api, expectData } from "../support/api.js";
import { PASSWORD, type Who, people } from "../support/people.js";
import { takePictures } from "../support/pictures.js";
import { expect, test } from "../support/test.js";

type ApiAs = (who: Who) => Promise<Api>;

interface Asked {
  person: string;
  requirements: string[];
  signer: string;
  ida: Api;
  mona: Api;
}

/** Ida has a plan with these requirements, all to be signed; the author and signer is Mona. */
async function asks(apiAs: ApiAs, plan: string, names: string[], repetitions?: number): Promise<Asked> {
  const [mona, manager, ida] = [await apiAs("specialist"), await apiAs("manager"), await apiAs("nurse")];
  const units = expectData(await mona.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const made = expectData(await mona.POST("/api/v1/plans", { body: { ownerUnitId: units.items[0]?.id ?? "", name: plan } }));
  const path = { id: made.id };
  let held = expectData(await mona.POST("/api/v1/plans/{id}/sections", { params: { path }, body: { name: "Prosedyrer" } }));
  const sectionId = held.sections[0]?.id ?? "";
  for (const name of names) {
    const content = {
      name,
      description: "Vis at du kan det.",
      learningMethod: "practical_training" as const,
      documentationMethod: "signature" as const,
      needsSignature: true,
      commentField: true,
      allowAttachments: true,
      ...(repetitions === undefined ? {} : { repetitions }),
      links: [],
    };
    const added = await mona.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path: { ...path, sectionId } }, body: { new: content } });
    held = expectData(added);
  }
  const places = held.sections[0]?.requirements ?? [];
  const active = expectData(
    await mona.POST("/api/v1/plans/{id}/activate", {
      params: { path, header: { "If-Match": `"${held.version}"` } },
      body: { planRequirementIds: places.map((place) => place.id) },
    }),
  );
  const me = expectData(await mona.GET("/api/v1/session", {}));
  const owners = { documentOwnerId: me.personId, documentAuthorId: me.personId };
  expectData(await mona.PUT("/api/v1/plans/{id}/owners", { params: { path, header: { "If-Match": `"${active.version}"` } }, body: owners }));
  const found = expectData(await manager.GET("/api/v1/employees", { params: { query: { search: "Ida Nilsen" } } }));
  const employee = found.items[0];
  if (!employee) throw new Error("Ida is nobody's employee");
  const given = await manager.POST("/api/v1/assignments", {
    params: { header: { "Idempotency-Key": plan } },
    body: { planId: made.id, positionIds: [employee.positionId] },
  });
  expectData(given);
  return { person: employee.personId, requirements: places.map((place) => place.requirement.id), signer: me.personId, ida, mona };
}

/** Sends all of them to Mona at once. */
async function send({ ida, person, requirements, signer }: Asked): Promise<void> {
  const sent = await ida.POST("/api/v1/people/{personId}/standings/send", {
    params: { path: { personId: person } },
    body: { requirementIds: requirements, performedOn: "2026-11-20", signerId: signer, comment: "Du sto ved siden av." },
  });
  expect(expectData(sent).skipped).toEqual([]);
}

async function tab(api: Api, status: "awaiting" | "signed" | "rejected") {
  return expectData(await api.GET("/api/v1/signature-requests", { params: { query: { status, limit: 100 } } }));
}

const rowsOf = (page: Page) => page.locator(".inbox-list").getByRole("listitem");

// Proves SIG-1, SIG-2, SIG-6
test("ten requests are signed one by one by keyboard, with eleven key presses", async ({ as, apiAs }) => {
  const names = Array.from({ length: 10 }, (_, index) => `Prosedyre ${index + 1}`);
  const asked = await asks(apiAs, "SIHF-Med-SP3-Ti prosedyrer", names);
  await send(asked);
  const wanted = (await tab(asked.mona, "awaiting")).items.slice(0, 10);
  const page = await as("specialist");
  await page.goto("/signing");
  const rows = rowsOf(page);
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  expect(before).toBeGreaterThanOrEqual(10);

  let presses = 0;
  const press = async (key: string): Promise<void> => {
    presses += 1;
    await page.keyboard.press(key);
  };
  const start = await page.evaluate(() => performance.now());
  await press("j");
  for (const [index, request] of wanted.entries()) {
    await expect(page.getByRole("complementary", { name: request.requirementName })).toBeVisible();
    await expect(page.getByRole("button", { name: "Signer", exact: true })).toBeVisible();
    await press("s");
    await expect(rows).toHaveCount(before - index - 1);
  }
  const taken = ((await page.evaluate(() => performance.now())) - start) / 1000;
  test.info().annotations.push({ type: "ten signatures", description: `${taken.toFixed(1)} seconds` });
  expect(presses).toBe(11);
  const signed = (await tab(asked.mona, "signed")).items.map((request) => request.id);
  expect(signed.slice(0, 10).sort()).toEqual(wanted.map((request) => request.id).sort());
});

// Proves SIG-6, SIG-2, SIG-4
test("many are signed and rejected at once, and it can be undone", async ({ as, apiAs }) => {
  const names = ["Blodprøve", "EKG", "Kateter", "Sårstell", "Trykkmåling", "Veneport"];
  const asked = await asks(apiAs, "SIHF-Med-SP3-Mange prosedyrer", names);
  await send(asked);
  const page = await as("specialist");
  await page.goto("/signing");
  const rows = rowsOf(page);
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();

  // three by keys
  for (const key of ["j", "x", "ArrowDown", "x", "j", "x"]) await page.keyboard.press(key);
  await expect(page.getByText("3 valgt", { exact: true })).toBeVisible();
  await page.keyboard.press("s");
  const said = page.getByRole("status").filter({ hasText: "3 signert." });
  await expect(said).toBeVisible();
  await expect(rows).toHaveCount(before - 3);
  await expect(rows.first().getByRole("link")).toBeFocused();
  await page.getByRole("button", { name: "Angre" }).click();
  await expect(rows).toHaveCount(before);

  // two rejected, with one reason and one comment
  for (const name of ["Blodprøve", "EKG"]) await page.getByLabel(`Velg ${name} for Ida Nilsen`).check();
  await takePictures(page, "signer-many");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Avvis 2 valgte …" }).click();
  const dialog = page.getByRole("dialog", { name: "Avvis 2 forespørsler" });
  await dialog.getByRole("button", { name: "Avvis", exact: true }).click();
  await expect(dialog.getByLabel("Årsak")).toBeFocused();
  await dialog.getByLabel("Årsak").selectOption("not_observed");
  await dialog.getByLabel("Kommentar").fill("Jeg var ikke på vakt.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Avvis", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "2 avvist." })).toBeVisible();
  await expect(rows).toHaveCount(before - 2);
  const rejected = (await tab(asked.mona, "rejected")).items.map((request) => request.requirementName);
  expect(rejected.slice(0, 2).sort()).toEqual(["Blodprøve", "EKG"]);

  // all that are left
  await page.getByLabel("Velg alle på siden").check();
  await page.getByRole("button", { name: `Signer ${before - 2} valgte` }).click();
  await expect(page.getByText("Ingenting å signere")).toBeVisible();
  expect((await tab(asked.mona, "awaiting")).total).toBe(0);
  await expectReflows(page);
});

// Proves SIG-3
test("several times of one requirement are one line, and each is signed or rejected", async ({ as, apiAs }) => {
  const asked = await asks(apiAs, "SIHF-Med-SP3-Venekanyle", ["Legge venekanyle"], 5);
  const path = { personId: asked.person, requirementId: asked.requirements[0] ?? "" };
  for (const performedOn of ["2026-11-18", "2026-11-19", "2026-11-20"]) {
    const body = { performedOn, count: 1, signerId: asked.signer, comment: `Pasienten den ${performedOn.slice(-2)}.` };
    expectData(await asked.ida.POST("/api/v1/people/{personId}/standings/{requirementId}/repetitions", { params: { path }, body }));
  }
  const page = await as("specialist");
  await page.goto("/signing");
  const line = rowsOf(page).filter({ hasText: "Legge venekanyle" });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("3 ganger");
  await line.getByRole("link").click();
  const panel = page.getByRole("complementary", { name: "Legge venekanyle" });
  await expect(panel.getByText("0 av 5 ganger")).toBeVisible();
  await panel.getByLabel("18.11.2026").check();
  await panel.getByLabel("20.11.2026").check();
  await takePictures(page, "signer-times");
  await expectAccessible(page);
  await expectReflows(page);
  await panel.getByRole("button", { name: "Signer 2 valgte" }).click();
  await expect(panel.getByText("Én gjennomføring venter på deg.")).toBeVisible();
  await expect(panel.getByText("2 av 5 ganger")).toBeVisible();

  // and on with the rest
  await panel.getByRole("button", { name: "Avvis én valgt …" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Årsak").selectOption("wrong_date");
  await dialog.getByLabel("Kommentar").fill("Det var den 17.");
  await dialog.getByRole("button", { name: "Avvis", exact: true }).click();
  await expect(line).toHaveCount(0);
  const now = expectData(await asked.ida.GET("/api/v1/people/{personId}/standings/{requirementId}", { params: { path } }));
  expect(now.repetitions?.counted).toBe(2);
  expect(now.repetitions?.items.find((time) => time.requestStatus === "rejected")?.request?.decisionComment).toBe("Det var den 17.");
});

// Proves SIG-6
test("from the mail it is one click to sign, on a phone and in the dark too", async ({ browser, server, clock, apiAs }) => {
  const asked = await asks(apiAs, "SIHF-Med-SP3-Fra e-posten", ["Legge inn sonde"]);
  await send(asked);
  await clock.set("2026-11-23T08:30:00+01:00");
  // in the middle of a line that the mail folds or encodes, an equals sign ends a line
  const link = async (): Promise<string | undefined> => {
    const mail = (await server.mails()).map((text) => text.replaceAll("=\r\n", "")).find((text) => text.includes("Legge inn sonde"));
    return mail?.match(/\/signing\/[0-9a-f-]{36}/)?.[0];
  };
  await expect.poll(link).toBeDefined();
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto((await link()) ?? "");
  await page.getByLabel("E-post").fill(people.specialist);
  await page.getByRole("textbox", { name: "Passord" }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Passord" }).press("Enter");
  const panel = page.getByRole("complementary", { name: "Legge inn sonde" });
  await expect(panel.getByText("Du sto ved siden av.").first()).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Signer", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Signert: Legge inn sonde" })).toBeVisible();
  await context.close();
  // the token of half an hour ago has run out
  const signed = (await tab(await apiAs("specialist"), "signed")).items[0];
  expect(signed?.requirementName).toBe("Legge inn sonde");
});

// Proves SIG-5
test("what has waited for two weeks is reminded of, and the manager sees it", async ({ as, apiAs, server, clock }) => {
  const asked = await asks(apiAs, "SIHF-Med-SP3-Venter lenge", ["Vente på signatur"]);
  await send(asked);
  await clock.set("2026-12-09T08:00:00+01:00");
  const reminder = async (): Promise<boolean> =>
    (await server.mails()).map((text) => text.replaceAll("=\r\n", "")).some((text) => text.includes(people.specialist) && text.includes("mer enn 14 dager"));
  await expect.poll(reminder).toBe(true);
  const manager = await as("manager");
  await manager.goto("/employees");
  const row = manager.getByRole("row", { name: /Ida Nilsen/ });
  await expect(row).toContainText("ventet lenge på signatur");
  await takePictures(manager, "signer-overview");
  await expectAccessible(manager);
  await row.getByRole("link", { name: "Ida Nilsen", exact: true }).click();
  const line = manager.getByRole("listitem").filter({ hasText: "Vente på signatur" });
  await expect(line).toContainText("Hos Mona Haugen siden 23.11.2026");
  await takePictures(manager, "signer-employee");
  await expectAccessible(manager);
  await expectReflows(manager);
  await line.getByRole("link").click();
  await expect(manager.getByRole("complementary", { name: "Vente på signatur" })).toBeVisible();
});
