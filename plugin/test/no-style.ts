// In place of the style sheets that Grafana's packages import: jsdom shows nothing.
export {};
