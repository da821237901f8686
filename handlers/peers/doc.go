//go:build linux

// Command peers measures hatang beside the programs that people use for the
// same work: PostgreSQL with PostGIS, pg_featureserv and tegola. It writes
// docs/performance.md. `make bench-peers` prepares everything and runs it.
//
// # Fair by construction
//
//   - Both sides hold the same deterministic records, clustered by space, with
//     every index that helps.
//   - Before anything is timed, both sides must give the same answers.
//   - Sides take turns in short slices, so that whatever else the machine does
//     falls on both; what counts is the ratio.
//   - Work inside a process is counted per second of processor time, which other
//     programs do not lengthen: the backend's for PostgreSQL, this process's for
//     hatang, garbage collection included.
//   - Over the wire the same driver drives both sides, four connections each,
//     with requests written beforehand, and passes over the answers. It waits
//     with epoll, as wrk and pgbench do, because what it takes of the
//     processors the services do not have.
//   - PostgreSQL answers with integers in its binary protocol, prepared once;
//     hatang answers with feature ids as JSON.
package main
