// First, because the engine behind the app must find it done.
import "./without-eval";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { Crash } from "./parts/Crash";
import "./styles.css";

const place = document.getElementById("root");
if (!place) throw new Error('index.html has no element with the id "root"; the app has nowhere to go');

const root = createRoot(place, {
  onUncaughtError: (error) => {
    console.error(error);
    root.render(<Crash error={error} />);
  },
});
root.render(
  <StrictMode>
    <App />
  </StrictMode>,
);
