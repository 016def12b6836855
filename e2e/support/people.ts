// The demo hospital's people whom journeys sign in as; the README lists the same.
export const PASSWORD = "kompetanse for alle";

export const people = {
  owner: "sofie.lunde@example.org",
  admin: "berit.vold@example.org",
  manager: "lars.berg@example.org",
  otherManager: "eva.strand@example.org",
  signer: "mona.haugen@example.org",
  employee: "ida.nilsen@example.org",
  lent: "amir.rahimi@example.org",
  resident: "dag.odegard@example.org",
} as const;

export type Who = keyof typeof people;
