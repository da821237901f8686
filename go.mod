module hatang

go 1.26

require (
	github.com/paulmach/orb v0.14.0
	github.com/tidwall/geodesic v1.52.4
)
