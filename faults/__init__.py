"""faults: what MirNews does when the world around it fails, tried with real processes, sockets and clocks on loopback.

`python -m faults [F1 F20 …] [--long] [--record]`. A file a family: `crash`, `limits`, `clocks`, `hosts`, `answers`,
`names`, `feeds`. `host` is the chaos server, `resolver` the chaos name server, `product` runs `mirnews` from outside,
and `invariants` is what must hold after every fault.
"""
