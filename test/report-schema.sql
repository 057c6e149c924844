-- SPDX-License-Identifier: GPL-2.0-only
-- The first version of the schema of a results database, as sqlite3's .schema printed it: the report reads it too.
PRAGMA application_id = 1095321154;
PRAGMA user_version = 1;
CREATE TABLE run -- one experiment
(
    run_id INTEGER PRIMARY KEY, -- number of the run in this file
    label TEXT NOT NULL, -- the user's name for the run
    started TEXT NOT NULL, -- when the run was started, UTC, ISO 8601
    status TEXT NOT NULL CHECK (status IN ('ok', 'stopped', 'failed')), -- ok: the workload was completed; stopped: a limit was hit; failed: see error
    error TEXT, -- why the run failed or stopped
    module_version TEXT NOT NULL, -- version of ai-fabric
    ns3_version TEXT NOT NULL, -- version of ns-3
    fabric TEXT NOT NULL, -- fabric, as given to --fabric
    hosts INTEGER, -- number of hosts
    rate_bps INTEGER, -- bit/s: rate of the links
    switch TEXT NOT NULL, -- switch model
    lb TEXT NOT NULL, -- load-balancing strategy
    cc TEXT NOT NULL, -- congestion control
    recovery TEXT NOT NULL, -- loss recovery
    workload TEXT NOT NULL, -- workload
    fault TEXT NOT NULL, -- faults, empty if none
    seed INTEGER NOT NULL, -- ns-3's RngSeed
    run INTEGER NOT NULL, -- ns-3's RngRun
    parameters TEXT NOT NULL, -- JSON: every option and non-default attribute
    cct_ns REAL, -- ns: collective completion time: first start to last end of a flow
    bound_ns REAL, -- ns: ideal lower bound of cct_ns
    flows INTEGER, -- number of flows (messages)
    fct_p50_ns REAL, -- ns: median flow completion time (nearest rank)
    fct_p99_ns REAL, -- ns: 99th percentile of it (nearest rank)
    fct_max_ns REAL, -- ns: longest flow completion time
    max_fabric_queue_bytes INTEGER, -- B: largest switch-to-switch egress queue
    max_host_queue_bytes INTEGER, -- B: largest switch-to-host egress queue
    drops INTEGER, -- frames: dropped, for whatever reason; by reason in counter
    trims INTEGER, -- frames: cut to their header by a switch
    ecn_marks INTEGER, -- frames: marked congestion-experienced by a switch
    cnps INTEGER, -- frames: congestion notifications sent
    pfc_pauses INTEGER, -- frames: PFC frames sent that start a pause
    retransmitted_packets INTEGER, -- packets: data packets sent again
    max_reorder_packets INTEGER, -- packets: largest PSN distance by which a packet was overtaken at a receiver
    max_reorder_buffer_packets INTEGER, -- packets: most packets of a queue pair that waited for an earlier one
    sim_ns REAL, -- ns: simulated time at the end
    setup_cpu_s REAL, -- s: CPU time of building the fabric
    wall_s REAL, -- s: wall time of the simulation itself
    cpu_s REAL, -- s: CPU time of the simulation itself
    peak_rss_bytes INTEGER, -- B: largest resident set of the process
    packet_hops INTEGER, -- frames of any kind times links crossed
    events INTEGER, -- events executed
    result_digest TEXT -- hash over everything simulated, 16 hexadecimal digits; equal inputs, equal digest
);
CREATE TABLE flow -- one message from host to host
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    flow_id INTEGER NOT NULL, -- number of the flow in its run, from 0
    src INTEGER NOT NULL, -- index of the sending host
    dst INTEGER NOT NULL, -- index of the receiving host
    bytes INTEGER NOT NULL, -- B: payload
    start_ns REAL NOT NULL, -- ns: when it was handed to the sender
    end_ns REAL, -- ns: when it was complete; NULL if it never was
    fct_ns REAL, -- ns: flow completion time; NULL if it never was complete
    packets_sent INTEGER NOT NULL, -- packets: data packets, all transmissions
    retransmitted_packets INTEGER NOT NULL, -- packets: of these, sent again
    PRIMARY KEY (run_id, flow_id)
) WITHOUT ROWID;
CREATE TABLE collective -- one collective operation, or another group of flows that ends together
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    collective_id INTEGER NOT NULL, -- number in its run, from 0
    name TEXT NOT NULL, -- what it is
    start_ns REAL NOT NULL, -- ns: start
    end_ns REAL, -- ns: end; NULL if it was not completed
    bytes INTEGER NOT NULL, -- B: payload of all its flows
    PRIMARY KEY (run_id, collective_id)
) WITHOUT ROWID;
CREATE TABLE port -- the sending side of one port
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    node INTEGER NOT NULL, -- id of the node
    port INTEGER NOT NULL, -- number of the port at its node
    name TEXT NOT NULL, -- from and to, such as edge0:3->agg1
    tier TEXT NOT NULL, -- tier of the node, such as host, edge, agg, core
    direction TEXT NOT NULL, -- up (away from hosts) or down
    frames INTEGER NOT NULL, -- frames: sent
    bytes INTEGER NOT NULL, -- B: sent
    max_backlog_bytes INTEGER NOT NULL, -- B: largest queue, all classes
    drops INTEGER NOT NULL, -- frames: dropped on the way to or in the queue
    pauses_sent INTEGER NOT NULL, -- frames: PFC frames sent that start a pause
    pauses_received INTEGER NOT NULL, -- frames: the same, received
    paused_ns REAL NOT NULL, -- ns: time with at least one class paused
    PRIMARY KEY (run_id, node, port)
) WITHOUT ROWID;
CREATE TABLE counter -- one named count of the whole run
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    name TEXT NOT NULL, -- what is counted; drop.REASON are drops by reason
    value INTEGER NOT NULL, -- the count
    PRIMARY KEY (run_id, name)
) WITHOUT ROWID;
CREATE TABLE queue_histogram -- how long a port's egress queue was in one range of lengths
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    node INTEGER NOT NULL, -- id of the node
    port INTEGER NOT NULL, -- number of the port at its node
    backlog_bytes INTEGER NOT NULL, -- B: lower bound, up to the next row's
    time_ns REAL NOT NULL, -- ns: time spent in the range
    PRIMARY KEY (run_id, node, port, backlog_bytes)
) WITHOUT ROWID;
CREATE TABLE series -- one sampled quantity; its samples are in time_series
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    series_id INTEGER NOT NULL, -- number in its run, from 0
    name TEXT NOT NULL, -- the quantity
    subject TEXT NOT NULL, -- of what, such as a port's name
    unit TEXT NOT NULL, -- unit of the values
    PRIMARY KEY (run_id, series_id)
) WITHOUT ROWID;
CREATE TABLE time_series -- one sample
(
    run_id INTEGER NOT NULL, -- the run
    series_id INTEGER NOT NULL, -- the series
    sample_id INTEGER NOT NULL, -- number in its series, from 0
    time_ns REAL NOT NULL, -- ns: when
    value REAL, -- value, in the unit of the series
    PRIMARY KEY (run_id, series_id, sample_id), FOREIGN KEY (run_id, series_id) REFERENCES series (run_id, series_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE event -- something that happened once, such as a link failure
(
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, -- the run
    event_id INTEGER NOT NULL, -- number in its run, from 0
    time_ns REAL NOT NULL, -- ns: when
    kind TEXT NOT NULL, -- what, such as link-down
    subject TEXT NOT NULL, -- to what, such as a port's name
    detail TEXT NOT NULL, -- more, free text
    PRIMARY KEY (run_id, event_id)
) WITHOUT ROWID;
CREATE VIEW summary AS -- one row per run
SELECT
    run_id, -- number of the run in this file
    label, -- the user's name for the run
    started, -- when the run was started, UTC, ISO 8601
    status, -- ok: the workload was completed; stopped: a limit was hit; failed: see error
    error, -- why the run failed or stopped
    module_version, -- version of ai-fabric
    ns3_version, -- version of ns-3
    fabric, -- fabric, as given to --fabric
    hosts, -- number of hosts
    rate_bps, -- bit/s: rate of the links
    switch, -- switch model
    lb, -- load-balancing strategy
    cc, -- congestion control
    recovery, -- loss recovery
    workload, -- workload
    fault, -- faults, empty if none
    seed, -- ns-3's RngSeed
    run, -- ns-3's RngRun
    parameters, -- JSON: every option and non-default attribute
    cct_ns, -- ns: collective completion time: first start to last end of a flow
    bound_ns, -- ns: ideal lower bound of cct_ns
    cct_ns / bound_ns AS slowdown, -- completion time over its bound
    flows, -- number of flows (messages)
    fct_p50_ns, -- ns: median flow completion time (nearest rank)
    fct_p99_ns, -- ns: 99th percentile of it (nearest rank)
    fct_max_ns, -- ns: longest flow completion time
    max_fabric_queue_bytes, -- B: largest switch-to-switch egress queue
    max_host_queue_bytes, -- B: largest switch-to-host egress queue
    drops, -- frames: dropped, for whatever reason; by reason in counter
    trims, -- frames: cut to their header by a switch
    ecn_marks, -- frames: marked congestion-experienced by a switch
    cnps, -- frames: congestion notifications sent
    pfc_pauses, -- frames: PFC frames sent that start a pause
    retransmitted_packets, -- packets: data packets sent again
    max_reorder_packets, -- packets: largest PSN distance by which a packet was overtaken at a receiver
    max_reorder_buffer_packets, -- packets: most packets of a queue pair that waited for an earlier one
    sim_ns, -- ns: simulated time at the end
    setup_cpu_s, -- s: CPU time of building the fabric
    wall_s, -- s: wall time of the simulation itself
    cpu_s, -- s: CPU time of the simulation itself
    peak_rss_bytes, -- B: largest resident set of the process
    packet_hops, -- frames of any kind times links crossed
    events, -- events executed
    result_digest -- hash over everything simulated, 16 hexadecimal digits; equal inputs, equal digest
FROM run
/* summary(run_id,label,started,status,error,module_version,ns3_version,fabric,hosts,rate_bps,switch,lb,cc,recovery,workload,fault,seed,run,parameters,cct_ns,bound_ns,slowdown,flows,fct_p50_ns,fct_p99_ns,fct_max_ns,max_fabric_queue_bytes,max_host_queue_bytes,drops,trims,ecn_marks,cnps,pfc_pauses,retransmitted_packets,max_reorder_packets,max_reorder_buffer_packets,sim_ns,setup_cpu_s,wall_s,cpu_s,peak_rss_bytes,packet_hops,events,result_digest) */;
