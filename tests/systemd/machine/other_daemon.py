#!/usr/bin/python3
"""A port manager of another kind: GIMME, LIST and nothing else, on port 30000, whatever its options are. It forgets all when it ends."""
import asyncio

held = {}


async def serve(reader, writer):
    own = []
    while line := (await reader.readline()).decode().split():
        if line[0] == "GIMME":
            port = next(port for port in range(30001, 31001) if port not in held)
            held[port] = line[1:3]
            own.append(port)
            writer.write(f"OK {port}\n".encode())
        elif line[0] == "LIST":
            writer.write(f"OK {len(held)}\n".encode() + "".join(f"{port} {service} {user}\n" for port, (service, user) in held.items()).encode())
            break
        else:
            writer.write(b"FAIL {no such request}\n")
            break
    else:
        for port in own:
            del held[port]
    await writer.drain()
    writer.close()


async def main():
    async with await asyncio.start_server(serve, "0.0.0.0", 30000) as server:
        await server.serve_forever()


asyncio.run(main())
