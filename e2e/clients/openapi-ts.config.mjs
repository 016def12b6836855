export default {
  input: "../openapi/openapi.json",
  output: { path: "clients/generated", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
