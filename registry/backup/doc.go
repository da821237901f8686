// Package backup copies a registry with everything that stands beside it, so that
// a province can start again from the copy.
//
// What belongs to a registry file are its Parts: the file itself, and files and
// folders beside it that are called like it with something added, such as
// kontum.gpkg.accounts. A copy has the same form under another name: it is a
// registry that can be opened where it lies, and a manifest beside it says what it
// is made of, each file with its size and SHA-256.
//
// # Whole or not at all
//
// A copy is put together in a folder of its own, NAME.part, and moved to its place
// when all of it is there and on the disk; the registry file comes last, so that
// there is either no file of the name, or all of the copy. Databases are copied as
// they stood at one moment, by the database itself; the registry before the files
// of its dossiers, which are never taken away, so that no record names a file that
// is missing. Folders whose files follow from each other are copied again where
// they changed meanwhile.
//
// # Beginning again
//
// What a copy that was interrupted has finished lies in NAME.part, and the next
// one of that name takes it up: files of the same size and age are not copied
// again, databases are.
//
// To restore is to copy the other way, every file held against the manifest.
package backup
