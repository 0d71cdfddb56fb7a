import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ["@mcm/source", ...defaultClientConditions] },
  build: {
    // The first browsers with light-dark(), which both themes are written with.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The server's content security policy allows no data: addresses.
    assetsInlineLimit: 0,
  },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:3000" } },
});
