// A writer's work from beginning to end: a plan from nothing, a requirement that several plans share, a steward's day.
import { expectData } from "../support/api.js";
import { finder } from "../support/keys.js";
import { sheets } from "../support/sheet.js";
import { expect, test } from "../support/test.js";

// Of PLN-1, PLN-3, PLN-4, PLN-6
test("a plan of three sections and twelve requirements is written in fewer than forty presses", async ({ as }) => {
  const page = await as("specialist");
  // Whatever is pressed to make something happen, by pointer or key; to type a name is work and no press.
  let presses = 0;
  await page.exposeFunction("pressed", () => (presses += 1));
  await page.addInitScript(() => {
    const pressed = () => (globalThis as unknown as { pressed: () => void }).pressed();
    addEventListener("pointerdown", pressed, true);
    addEventListener("keydown", (event) => event.key === "Enter" && pressed(), true);
  });
  await page.goto("/manage/plans");
  await page.getByRole("button", { name: "Ny plan" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("input[id$=ownerUnitId]")).toHaveValue("Medisinsk sengepost 3");
  await dialog.getByLabel("Navn", { exact: true }).focus();
  await page.keyboard.type("SIHF-Med-SP3-Observasjon");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "SIHF-Med-SP3-Observasjon" })).toBeVisible();

  const plan = {
    Respirasjon: ["Telle respirasjon", "Måle oksygenmetning", "Lytte på lungene", "Gi oksygen"],
    Sirkulasjon: ["Måle blodtrykk", "Kjenne på puls", "Vurdere hud", "Føre væskeregnskap"],
    Bevissthet: ["Bruke ACVPU", "Undersøke pupiller", "Måle blodsukker", "Melde fra med ISBAR"],
  };
  for (const name of Object.keys(plan)) {
    await page.getByRole("button", { name: "Ny delplan" }).click();
    await expect(dialog.getByLabel("Navn på delplanen")).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  }
  for (const [section, names] of Object.entries(plan)) {
    const within = page.locator("section.section", { has: page.getByRole("heading", { name: section }) });
    for (const name of names) {
      await within.getByRole("button", { name: "Nytt krav" }).click();
      await expect(dialog.getByRole("textbox", { name: "Navn" })).toBeFocused();
      await page.keyboard.type(name);
      await page.keyboard.press("Enter");
      await expect(within.getByText(name, { exact: true })).toBeVisible();
    }
  }
  await page.getByRole("link", { name: "Godkjenn 12 endringer" }).click();
  await page.getByRole("button", { name: "Godkjenn 12 krav …" }).click();
  await dialog.getByRole("button", { name: "Godkjenn", exact: true }).click();
  await expect(page.getByText("Godkjent. Planen er nå i versjon 1.0.")).toBeVisible();
  expect(presses).toBeGreaterThan(30);
  expect(presses).toBeLessThan(40);
});

// Of PLN-3, PLN-5, PLN-9, REQ-3, REQ-5
test("a plan goes all of its way: a requirement is activated in its row, warned about, and mended from the plan", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const ownerUnitId = units.items[0]?.id ?? "";
  const plan = expectData(await author.POST("/api/v1/plans", { body: { ownerUnitId, name: "SIHF-Med-SP3-Isolering" } }));
  const page = await as("specialist");
  await page.goto(`/manage/plans/${plan.id}`);
  const way = page.getByRole("navigation", { name: "Veien til publisert plan" });
  await expect(way.locator("[aria-current=step]")).toContainText("Innhold");
  await page.getByRole("button", { name: "Ny delplan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Navn på delplanen").fill("Smitte");
  await dialog.getByLabel("Kan markeres som ikke relevant").check();
  await dialog.getByRole("button", { name: "Legg til" }).click();
  await page.getByRole("button", { name: "Nytt krav" }).click();
  await dialog.getByLabel("Navn", { exact: true }).fill("Isolat, utstyr");
  await dialog.getByLabel("Dokumentasjonsform").selectOption({ label: "Kursbevis" });
  await dialog.getByRole("button", { name: "Opprett i planen" }).click();
  const row = page.locator("section.section li", { hasText: "Isolat, utstyr" });
  await expect(row.getByText("Dokumentasjonsformen forutsetter vedlegg")).toBeVisible();
  // a draft has no plus: it is published first
  await expect(row.getByRole("button", { name: /^Aktiver / })).toHaveCount(0);

  await row.getByRole("link", { name: "Rediger Isolat, utstyr" }).click();
  const panel = page.getByRole("complementary", { name: "Isolat, utstyr" });
  await panel.getByText("Avansert", { exact: true }).click();
  await panel.getByRole("button", { name: "Legg til krav" }).click();
  const hygiene = expectData(await author.GET("/api/v1/requirements", { params: { query: { search: "Håndhygiene, kursbevis" } } })).items[0];
  const picker = panel.locator("#prerequisites-find");
  const hit = picker.getByRole("checkbox", { name: /Håndhygiene, kursbevis/ });
  await picker.getByRole("searchbox").fill(hygiene?.number ?? "");
  await expect(hit).toBeVisible();
  for (const [owner, count] of [["Akuttmottak", 0], [hygiene?.ownerUnit.name ?? "", 1]] as const) {
    await finder(picker, "Eierenhet").click();
    await finder(picker, "Eierenhet").fill(owner);
    await page.getByRole("option", { name: owner }).first().click();
    await expect(hit).toHaveCount(count);
  }
  await hit.check();
  await panel.getByRole("button", { name: "Legg til ett krav" }).click();
  await expect(panel.getByRole("button", { name: "Fjern Håndhygiene, kursbevis" })).toBeVisible();
  await panel.getByRole("button", { name: "Lagre kladd" }).click();
  await panel.getByRole("button", { name: "Publiser …" }).click();
  await dialog.getByRole("button", { name: "Publiser", exact: true }).click();
  await expect(page.getByText("Kravet er publisert.")).toBeVisible();
  await page.getByRole("link", { name: "Tilbake til planen" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "SIHF-Med-SP3-Isolering" })).toBeVisible();

  await row.getByRole("button", { name: "Aktiver Isolat, utstyr" }).click();
  await expect(page.getByText("Isolat, utstyr er aktivert. Planen er nå i versjon 1.0.")).toBeVisible();
  await expect(row.getByText("Aktiv", { exact: true })).toBeVisible();
  await expect(way.locator("[aria-current=step]")).toContainText("Eier og ansvarlig");
  await way.getByRole("link", { name: /Eier og ansvarlig/ }).click();
  for (const field of ["documentOwnerId", "documentAuthorId"]) {
    await page.locator(`input[id$=${field}]`).pressSequentially("Mona Hau");
    await page.getByRole("option", { name: /Mona Haugen/ }).first().click();
  }
  await page.getByRole("button", { name: "Lagre og publiser" }).click();
  await expect(page.getByText("Lagret. Planen er publisert.")).toBeVisible();
  await expect(way).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Lagre eier og ansvarlig" })).toBeVisible();

  await page.getByRole("tab", { name: "Publisering" }).click();
  for (const [typed, name] of [["Intensiv", /Intensivavdelingen/], ["Akutt", /Akuttmottak/]] as const) {
    await page.locator("input[id$=unitIds]").pressSequentially(typed);
    await page.getByRole("option", { name }).first().click();
    await expect(page.getByRole("button", { name: /^Fjern / }).last()).toBeVisible();
  }
  await page.getByRole("button", { name: "Publiser på 2 enheter" }).click();
  await expect(page.getByText("Planen er publisert på 2 enheter.")).toBeVisible();
  for (const name of ["Medisinsk sengepost 3", "Intensivavdelingen", "Akuttmottak"]) {
    await expect(page.getByRole("listitem").filter({ hasText: name }).first()).toBeVisible();
  }
});

// Proves REQ-10, PLN-7
test("a requirement that three plans share is changed once, and each plan is told apart", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const ownerUnitId = units.items[0]?.id ?? "";
  const content = { name: "Håndtere stikkskade", learningMethod: "practice", documentationMethod: "self_registration", validityDays: 365 } as const;
  const made = expectData(await author.POST("/api/v1/requirements", { body: { ownerUnitId, content } }));
  const header = { "If-Match": `"${made.version}"` };
  expectData(await author.POST("/api/v1/requirements/{id}/publish", { params: { path: { id: made.id }, header } }));
  const names = ["SIHF-Med-SP3-Dagvakt", "SIHF-Med-SP3-Kveldsvakt", "SIHF-Med-SP3-Nattevakt"];
  for (const name of names) {
    const plan = expectData(await author.POST("/api/v1/plans", { body: { ownerUnitId, name } }));
    const path = { id: plan.id };
    const sectioned = expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path }, body: { name: "Smittevern" } }));
    const sectionId = sectioned.sections[0]?.id ?? "";
    const held = expectData(
      await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path: { id: plan.id, sectionId } }, body: { requirementIds: [made.id] } }),
    );
    const places = held.sections.flatMap((one) => one.requirements).map((one) => one.id);
    expectData(
      await author.POST("/api/v1/plans/{id}/activate", { params: { path, header: { "If-Match": `"${held.version}"` } }, body: { planRequirementIds: places } }),
    );
  }

  const page = await as("specialist");
  await page.goto("/manage/requirements?search=stikkskade");
  await page.locator("tbody a[id^=row-]").first().click();
  const panel = page.getByRole("complementary", { name: "Håndtere stikkskade" });
  await panel.getByRole("tab", { name: /Brukt i planer/ }).click();
  for (const name of names) await expect(panel.getByText(name)).toBeVisible();
  await expect(panel.getByText("0 medarbeidere")).toHaveCount(3);
  await panel.getByRole("tab", { name: "Rediger" }).click();
  await panel.getByLabel("Beskrivelse").fill("Skyll i ti minutter, og meld fra med en gang.");
  await panel.getByRole("button", { name: "Lagre kladd" }).click();
  await panel.getByRole("button", { name: "Publiser …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publiser", exact: true }).click();
  await expect(page.getByText("Kravet er publisert.")).toBeVisible();

  // One change: a minor version in each of them, and the text in all
  for (const name of names) {
    await page.goto(`/manage/plans?search=${encodeURIComponent(name)}`);
    await page.locator("tbody a[id^=plan-]").first().click();
    await page.getByRole("link", { name: "Forhåndsvisning" }).click();
    const shown = page.getByRole("main");
    await shown.getByText("Håndtere stikkskade").first().click();
    await expect(shown.getByText("Skyll i ti minutter").first()).toBeVisible();
    await page.goBack();
    await page.getByRole("link", { name: "Rediger" }).click();
    await expect(page.getByText("versjon 1.1").first()).toBeVisible();
  }
});

// Of PLN-15, REP-2
test("a steward looks after a plan, and takes its usage report", async ({ as }) => {
  const page = await as("steward");
  await page.goto("/manage/plans?search=Legemiddelhåndtering");
  await page.locator("tbody a[id^=plan-]").first().click();
  await page.getByRole("link", { name: "Rediger" }).click();
  await page.getByRole("button", { name: "Ny delplan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Navn på delplanen").fill("Avvik");
  await dialog.getByRole("button", { name: "Legg til" }).click();
  const section = page.locator("section.section", { has: page.getByRole("heading", { name: "Avvik" }) });
  await section.getByRole("button", { name: "Nytt krav" }).click();
  await dialog.getByLabel("Navn", { exact: true }).fill("Melde legemiddelavvik");
  await dialog.getByRole("button", { name: "Opprett i planen" }).click();
  await page.getByRole("link", { name: /Godkjenn én endring/ }).click();
  await page.getByRole("button", { name: "Godkjenn ett krav …" }).click();
  await dialog.getByRole("button", { name: "Godkjenn", exact: true }).click();
  await expect(page.getByText("versjon 1.1", { exact: false }).first()).toBeVisible();
  await page.getByRole("tab", { name: "Eier og ansvarlig" }).click();
  await expect(page.getByText("Liv Åsheim").first()).toBeVisible();

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Bruksrapport" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^Bruksrapport SIHF-Felles-Legemiddelhåndtering \d{4}-\d\d-\d\d\.xlsx$/);
  const book = await sheets(await download.path());
  const overview = book["Oversikt"];
  expect(Object.keys(book)).toContain("Medisinsk sengepost 3");
  expect(overview?.rows[3]).toEqual(["Enhet", "Tildelt", "Fullført"]);
  const ward = overview?.rows.findIndex(([unit]) => unit === "Medisinsk sengepost 3") ?? -1;
  const [, assigned, complete] = overview?.rows[ward] ?? [];
  expect(assigned).toBeGreaterThan(10);
  expect(complete).toBeGreaterThan(0);
  expect(complete).toBeLessThan(1);
  expect(overview?.filled[`C${ward + 1}`]).toBe("FFFFECB3");
  expect(book["Medisinsk sengepost 3"]?.rows.at(-1)?.slice(1, 3)).toEqual(["Melde legemiddelavvik", "Avvik"]);

  // The role is about plans, and about nobody
  await expect(page.getByRole("link", { name: "Medarbeidere" })).toHaveCount(0);
  await page.goto("/manage/plans?search=sykepleier&access=all");
  await page.locator("tbody a[id^=plan-]").first().click();
  await page.getByRole("link", { name: "Åpne" }).click();
  await expect(page.getByRole("button", { name: "Ny delplan" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Bruksrapport" })).toHaveCount(0);
});

// Of PLN-6
test("what waits is listed by its kind, and all of it is approved in one go, however much", async ({ as, apiAs }) => {
  const [author, admin] = [await apiAs("specialist"), await apiAs("trustAdmin")];
  const unit = async (search: string) => expectData(await author.GET("/api/v1/units", { params: { query: { search } } })).items.find((one) => one.name.startsWith(search))?.id ?? "";
  const [ward, trust] = [await unit("Medisinsk sengepost 3"), await unit("Sykehuset Innlandet")];
  const says = (name: string) => ({ name, learningMethod: "practice", documentationMethod: "self_registration" }) as const;
  const plan = expectData(await author.POST("/api/v1/plans", { body: { ownerUnitId: ward, name: "SIHF-Med-SP3-Alt på en gang" } }));
  const made = expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path: { id: plan.id } }, body: { name: "Alt" } }));
  const path = { id: plan.id, sectionId: made.sections[0]?.id ?? "" };
  const add = async (body: { new: ReturnType<typeof says> } | { requirementIds: string[] }) =>
    expectData(await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path }, body }));
  // published, and active with a draft
  const ready = expectData(await author.POST("/api/v1/requirements", { body: { ownerUnitId: ward, content: says("Publisert krav") } }));
  const header = (version: number) => ({ "If-Match": `"${version}"` });
  expectData(await author.POST("/api/v1/requirements/{id}/publish", { params: { path: { id: ready.id }, header: header(ready.version) } }));
  const first = await add({ new: says("Endret krav") });
  const place = first.sections[0]?.requirements[0];
  expectData(await author.POST("/api/v1/plans/{id}/activate", { params: { path: { id: plan.id }, header: header(first.version) }, body: { planRequirementIds: [place?.id ?? ""] } }));
  const id = place?.requirement.id ?? "";
  const now = expectData(await author.GET("/api/v1/requirements/{id}", { params: { path: { id } } }));
  expectData(await author.PUT("/api/v1/requirements/{id}/draft", { params: { path: { id }, header: header(now.version) }, body: { content: { ...says("Endret krav"), description: "Nytt" } } }));
  // another unit's draft
  const foreign = expectData(await admin.POST("/api/v1/requirements", { body: { ownerUnitId: trust, content: says("Foretakets kladd") } }));
  expectData(
    await admin.PUT("/api/v1/requirements/{id}/shares/{unitId}", {
      params: { path: { id: foreign.id, unitId: trust }, header: header(foreign.version) },
      body: { withSubunits: true },
    }),
  );
  await add({ requirementIds: [ready.id, foreign.id] });
  for (let number = 1; number <= 55; number += 1) await add({ new: says(`Krav ${number}`) });

  const page = await as("specialist");
  await page.goto(`/manage/plans/${plan.id}?tab=approval`);
  const row = (name: string) => page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  for (const [name, kind] of [["Publisert krav", "Aktiveres"], ["Endret krav", "Publiseres"], ["Krav 55", "Publiseres og aktiveres"], ["Foretakets kladd", /Må publiseres av .* først/]] as const) {
    await expect(row(name).getByText(kind, { exact: true })).toBeAttached();
  }
  await page.getByRole("button", { name: "Godkjenn 57 krav …" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Godkjenne 57 krav?" })).toBeVisible();
  await dialog.getByRole("button", { name: "Godkjenn", exact: true }).click();
  await expect(page.getByText("Godkjent. Planen er nå i versjon 2.0.")).toBeVisible();
});
