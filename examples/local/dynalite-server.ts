import dynalite from 'dynalite';

// It rethrows what a bad request or a broken connection raises; one of those must not end everyone's tables.
process.on('uncaughtException', (error) => console.error(error));

const port = Number(process.argv[2]);
const server = dynalite({ createTableMs: 5, deleteTableMs: 5, updateTableMs: 5 });
// Node's 5 s would close a connection just as a client that was busy takes it for its next request.
server.keepAliveTimeout = 0;
server.listen(port, '127.0.0.1');
