import dynalite from 'dynalite';

// It rethrows what a bad request or a broken connection raises; one of those must not end everyone's tables.
process.on('uncaughtException', (error) => console.error(error));

const port = Number(process.argv[2]);
dynalite({ createTableMs: 5, deleteTableMs: 5, updateTableMs: 5 }).listen(port, '127.0.0.1');
