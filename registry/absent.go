package registry

// Absent is the NotFound error about a thing that is not there on a day, or, where
// the day is zero, on none. Whoever may not know of a thing is answered with it too,
// so that the answer does not tell that there is one.
func Absent(kind Kind, id string, on Date) error {
	single := Text{"bản ghi", "record"}
	if schema := SchemaOf(kind); schema != nil {
		single = schema.Single
	}
	if on.IsZero() {
		return Errorf(NotFound, single.VI+" %s không có", single.EN+" %s is not there", id)
	}
	return Errorf(NotFound, single.VI+" %s không có vào ngày %s", single.EN+" %s is not there on %s", id, on)
}
