"""With room for three connections: a local idle one, a remote one that was active later, a holder, and then a newcomer."""
from hosts import Client

local = Client()
print("local:", local.serves())
remote = Client(remote=True)
print("remote:", remote.serves())
holder = Client()
print("holder:", holder.serves(b"GIMME s u"))
newcomer = Client()
print("newcomer:", newcomer.serves())
print("remote:", remote.ends())
print("local:", local.serves())
print("holder:", holder.serves())
