// The demo hospital's people whom journeys sign in as; `kyndig demo` lists them, and so does the README.
export const PASSWORD = "kompetanse for alle";

export const people = {
  nurse: "ida.nilsen@example.org",
  specialist: "mona.haugen@example.org",
  manager: "lars.berg@example.org",
  lent: "amir.rahimi@example.org",
  trustAdmin: "berit.vold@example.org",
  otherTrust: "eva.strand@example.org",
  resident: "dag.odegard@example.org",
  residentAdmin: "live.engen@example.org",
  regionalAdmin: "ragnhild.foss@example.org",
  steward: "liv.asheim@example.org",
  owner: "sofie.lunde@example.org",
} as const;

export type Who = keyof typeof people;
