package web_test

import "time"

func testDay() time.Time { return time.Date(2020, time.December, 31, 0, 0, 0, 0, time.UTC) }
