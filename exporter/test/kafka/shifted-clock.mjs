// Loaded into an exporter under test: its parent sets the clock by sending how many milliseconds it is off.
const now = Date.now.bind(Date);
let offMs = 0;
Date.now = () => now() + offMs;
process.on('message', (message) => {
  offMs = Number(message);
});
process.channel?.unref();
