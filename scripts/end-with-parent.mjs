// Loaded into the programs that run.mjs starts: one whose launcher was killed ends itself in the ordinary way.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
