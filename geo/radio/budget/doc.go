// Package budget turns transmitters and losses into what a phone or a receiver
// measures, and says what that level is good for.
//
// Every technology measures another quantity: GSM the whole carrier (RxLev),
// UMTS its pilot channel (RSCP), LTE and NR the mean of single resource elements
// (RSRP, SS-RSRP), FM broadcasting a field strength. A level is compared with
// what the receiver needs plus what stands between it and the open street: a
// body, a car's or a building's shell, and a margin for slow fading so that a
// wanted share of places is served and not just half of them. That makes four
// bands: indoor, in-car, outdoor, limited.
//
// Technology is plain data that a file can hold; Defaults are a starting point
// whose sources stand beside the figures. Those marked [M] are common planning
// values from memory that nobody has verified for an operator.
package budget
