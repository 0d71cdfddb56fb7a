export { EventsChart } from "./EventsChart";
export { FindingsChart } from "./FindingsChart";
