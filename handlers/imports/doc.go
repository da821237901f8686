// Package imports lets people import files over HTTP by the engine of hatang
// import, seeing what would happen before it does.
//
// A file that was sent is kept as an import: in a scratch folder beside the
// registry, for its sender alone, for a while. Reading it is a dry run, which
// says how the file was understood, what would become of each row, where it would
// lie, and everything that is wrong; other options read it anew. Committing runs
// it once more and writes, all of it or nothing, in one transaction. What an
// import wrote carries the id of one request, by which it can be taken back.
//
// Imports live as long as the process: the folder is emptied when it starts, so
// that one that was killed leaves nothing behind.
package imports
