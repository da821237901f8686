package handlers

import "github.com/gin-gonic/gin"

// Gate decides who may do what. Package auth has the gates.
type Gate interface {
	// Enter lets a request go on, having noted whose it is, or refuses it.
	Enter(c *gin.Context)
	// Complete fails when there is a route of which the gate does not know what
	// it takes to be let in.
	Complete(routes gin.RoutesInfo) error
}

// checkRoutes keeps the service from starting with a route that nobody said
// who may use.
func (s *Server) checkRoutes() error {
	if s.options.Gate == nil {
		return nil
	}
	return s.options.Gate.Complete(s.engine.Routes())
}
