// Adds a credential to every request, for clients that cannot be given one: node bearer_proxy.cjs PORT TOKEN; prints the port it listens on.
const http = require('node:http');

const [port, token] = process.argv.slice(2);
const proxy = http.createServer((request, answer) => {
    const onward = http.request(
        { host: '127.0.0.1', port, method: request.method, path: request.url, headers: { ...request.headers, authorization: `Bearer ${token}` }, agent: false },
        reply => {
            answer.writeHead(reply.statusCode, reply.headers);
            reply.pipe(answer);
        });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    request.pipe(onward);
});
proxy.listen(0, '127.0.0.1', () => console.log(proxy.address().port));
