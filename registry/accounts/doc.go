// Package accounts keeps who may sign in: accounts, sessions, API tokens,
// second factors, one-time links, and the record of sign-ins and refusals.
//
// They stand in a file of their own beside the registry, never in the registry
// file, which people hand around. The file is for its owner alone: one whose
// mode lets others read is not opened.
//
// # What the file gives away
//
// Passwords are kept as argon2id hashes; session cookies, API tokens, links and
// recovery codes as SHA-256 hashes, which suffices for 256 random bits.
// Secrets of second factors must be computed with and so are kept as they are,
// protected by the file's mode alone: whoever can read the file can compute the
// codes, though not the passwords that go with them. A backup of the file is to
// be kept like the file.
//
// # Limits on trying
//
// Failures are counted by the name that was tried, whether there is such an
// account or not, and by the address that tried. After a few, each further one
// doubles how long the name, or the address, has to wait. A name that is not
// there costs the same work as a wrong password.
package accounts
