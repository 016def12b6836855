// The main job from end to end, by the roles that do it, each in a browser of its own.
import { expectAccessible } from "../support/axe.js";
import { expectData } from "../support/api.js";
import { people } from "../support/people.js";
import { expect, test } from "../support/test.js";

const PLAN = "SIHF-Med-SP3-Sondeernæring";
const REQUIREMENT = "Legge ned sonde";

// Of PLN-5, PLN-9, ASG-1, ASG-8, FUL-5, SIG-2, FUL-6
test("a plan is written, assigned, worked on and signed, and its requirement runs out", async ({ as, apiAs, clock, server }) => {
  // The specialist of the ward writes the plan: a third party's program, by the contract alone.
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const unit = units.items[0]?.id ?? "";
  const content = {
    name: REQUIREMENT,
    description: "Mål, legg ned og kontroller plasseringen.",
    learningMethod: "practical_training" as const,
    documentationMethod: "signature" as const,
    needsSignature: true,
    commentField: true,
    validityDays: 365,
    links: [],
  };
  const plan = expectData(await author.POST("/api/v1/plans", { body: { ownerUnitId: unit, name: PLAN } }));
  const path = { id: plan.id };
  const sections = expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path }, body: { name: "Ernæring" } }));
  const section = sections.sections[0]?.id ?? "";
  const held = expectData(
    await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", {
      params: { path: { ...path, sectionId: section } },
      body: { new: content },
    }),
  );
  const place = held.sections[0]?.requirements[0]?.id ?? "";
  const active = expectData(
    await author.POST("/api/v1/plans/{id}/activate", {
      params: { path, header: { "If-Match": `"${held.version}"` } },
      body: { planRequirementIds: [place] },
    }),
  );
  expect(active.planVersion).toBe("1.0");
  const me = expectData(await author.GET("/api/v1/session", {}));
  const owned = expectData(
    await author.PUT("/api/v1/plans/{id}/owners", {
      params: { path, header: { "If-Match": `"${active.version}"` } },
      body: { documentOwnerId: me.personId, documentAuthorId: me.personId },
    }),
  );
  expect(owned.state).toBe("published");

  // The manager gives it to Ida.
  const manager = await as("manager");
  await manager.goto("/employees");
  await manager.getByLabel("Velg Ida Nilsen").check();
  await manager.getByRole("button", { name: "Tildel plan" }).click();
  const dialog = manager.getByRole("dialog");
  await dialog.getByText(PLAN).click();
  await dialog.getByRole("button", { name: "Tildel", exact: true }).click();
  await expect(manager.getByText("Én medarbeider fikk planen.")).toBeVisible();

  // Ida does it and sends it to Mona, who saw it.
  const ida = await as("nurse");
  await ida.goto("/plans");
  await ida.getByRole("link", { name: PLAN }).click();
  await ida.getByRole("link", { name: REQUIREMENT }).click();
  const panel = ida.getByRole("complementary", { name: REQUIREMENT });
  await panel.getByRole("button", { name: "I dag" }).click();
  await panel.getByLabel("Hvem så deg gjøre det?").pressSequentially("Mona Hau");
  await ida.getByRole("option", { name: /Mona Haugen/ }).click();
  await panel.getByLabel("Kommentar").fill("Du sto ved siden av.");
  await panel.getByRole("button", { name: "Send til signering" }).click();
  await expect(panel.getByText("Venter på signatur").first()).toBeVisible();

  // Mona is told by mail, and signs.
  await expect.poll(async () => (await server.mails()).filter((mail) => mail.includes(people.specialist)).length).toBeGreaterThan(0);
  const mona = await as("specialist");
  await mona.goto("/signing");
  await mona.getByRole("listitem").filter({ hasText: "Ida Nilsen" }).getByRole("link", { name: REQUIREMENT }).click();
  await expect(mona.getByText("Du sto ved siden av.").first()).toBeVisible();
  await mona.getByRole("button", { name: "Signer", exact: true }).click();
  await expect(mona.getByRole("listitem").filter({ hasText: REQUIREMENT })).toHaveCount(0);

  await ida.reload();
  await expect(panel.getByText("Signert").first()).toBeVisible();
  await expectAccessible(ida);

  // Nearly a year of nights later it is about to run out, and then it has.
  await clock.set("2027-11-01T08:00:00+01:00");
  const later = await as("nurse");
  await later.goto("/");
  await expect(later.getByText(/Utløper snart|utløper snart/).first()).toBeVisible();
  await clock.set("2027-11-25T08:00:00+01:00");
  const late = await as("nurse");
  await late.goto("/plans");
  await late.getByRole("link", { name: PLAN }).click();
  await expect(late.getByText(/Utløpt 23\.11\.2027/).first()).toBeVisible();
});

// Proves LOA-5, LOA-7
test("a lent employee is seen by both managers, and chooses what to act as", async ({ as }) => {
  const lender = await as("manager");
  await lender.goto("/employees");
  await expect(lender.getByRole("button", { name: /^Utlånt/ }).first()).toBeVisible();
  await expect(lender.getByRole("button", { name: /^Innlånt/ }).first()).toBeVisible();

  const lent = await as("lent");
  await lent.goto("/");
  await expect(lent.getByText(/utlånt/i).first()).toBeVisible();
  await expect(lent.getByText("Akuttmottak").first()).toBeVisible();
  await expectAccessible(lent);
});

// Proves ACC-5
test("an address of somebody else's is no address", async ({ as, apiAs }) => {
  const other = await apiAs("otherTrust");
  const theirs = expectData(await other.GET("/api/v1/employees", { params: { query: {} } }));
  const position = theirs.items[0]?.positionId ?? "";
  const mine = await apiAs("manager");
  const refused = await mine.GET("/api/v1/employees/{positionId}", { params: { path: { positionId: position } } });
  expect(refused.response.status).toBe(404);

  const manager = await as("manager");
  await manager.goto(`/employees/${position}`);
  await expect(manager.getByRole("main")).toContainText(/finnes ikke|Fant ikke/i);
  const nurse = await as("nurse");
  await nurse.goto("/manage/plans");
  await expect(nurse.getByRole("main")).toContainText(/finnes ikke|tilgang/i);
});

// Proves FUL-5
test("what was typed is still there when the network is lost while sending", async ({ as }) => {
  const ida = await as("nurse");
  await ida.goto("/plans");
  await ida.getByRole("link", { name: "SIHF-Med-SP3-Ny sykepleier" }).click();
  await ida.getByRole("link", { name: "Blodtransfusjon" }).click();
  const panel = ida.getByRole("complementary", { name: "Blodtransfusjon" });
  await panel.getByRole("button", { name: "I dag" }).click();
  await panel.getByLabel("Hvem så deg gjøre det?").pressSequentially("Mona Hau");
  await ida.getByRole("option", { name: /Mona Haugen/ }).click();
  await panel.getByLabel("Kommentar").fill("Kontrollert sammen med Mona.");
  await ida.context().setOffline(true);
  await panel.getByRole("button", { name: "Send til signering" }).click();
  await expect(panel.getByRole("alert")).toBeVisible();
  await expect(panel.getByLabel("Kommentar")).toHaveValue("Kontrollert sammen med Mona.");
  await ida.context().setOffline(false);
  await panel.getByRole("button", { name: "Send til signering" }).click();
  await expect(panel.getByText("Venter på signatur").first()).toBeVisible();
});

// Proves LOA-3
test("two managers change one loan: the second is shown both, and loses nothing", async ({ as, apiAs }) => {
  const admin = await apiAs("trustAdmin");
  const found = expectData(await admin.GET("/api/v1/employees", { params: { query: { scope: "all", search: "Petter Moen" } } }));
  const position = found.items[0]?.positionId ?? "";
  const loans = expectData(await admin.GET("/api/v1/employees/{positionId}/loans", { params: { path: { positionId: position } } }));
  const loan = loans.items[0];
  if (!loan) throw new Error("Petter has no loan");

  const manager = await as("manager");
  await manager.goto(`/employees/${position}`);
  await manager.getByRole("button", { name: /Utlån/ }).first().click();
  const dialog = manager.getByRole("dialog");
  await dialog.getByRole("button", { name: /Endre utlånet til/ }).click();
  await dialog.getByLabel("Kommentar").fill("Min kommentar");

  const changed = await admin.PATCH("/api/v1/loans/{id}", {
    params: { path: { id: loan.id }, header: { "If-Match": `"${loan.version}"` } },
    body: { unitId: loan.unit.id, startsOn: loan.startsOn, endsOn: "2027-03-01", comment: "" },
  });
  expect(changed.response.status).toBe(200);

  await dialog.getByRole("button", { name: "Lagre" }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await expect(dialog.getByLabel("Kommentar")).toHaveValue("Min kommentar");
  await expect(dialog.getByText("01.03.2027").first()).toBeVisible();
});
