module hatang

go 1.26.0

require (
	github.com/paulmach/orb v0.14.0
	github.com/tidwall/geodesic v1.52.4
)

require pgregory.net/rapid v1.3.0

require golang.org/x/text v0.43.0

require (
	github.com/peterstace/simplefeatures v0.59.0
	go.mongodb.org/mongo-driver/v2 v2.5.0 // indirect
)
