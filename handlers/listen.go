package handlers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"hatang/registry"
)

// Listen opens an address such as "127.0.0.1:8080", "localhost:8080" or
// "[::]:8443". An address beyond this machine is Invalid unless exposed, which
// is for services whose writers sign in: else whoever reaches it may write.
func Listen(ctx context.Context, addr string, exposed bool) (net.Listener, error) {
	local, err := Loopback(addr)
	if err != nil {
		return nil, err
	}
	if !local && !exposed {
		return nil, &registry.Error{
			Code:    registry.Invalid,
			Message: registry.Textf("không phục vụ tại %q: chưa có tài khoản, nên chỉ phục vụ trong máy này", "will not serve on %q: there are no accounts yet, so only this machine is served", addr),
			Hint: registry.Text{
				VI: "tạo tài khoản bằng hatang user add, hoặc dùng --addr 127.0.0.1:CỔNG",
				EN: "make an account with hatang user add, or use --addr 127.0.0.1:PORT"},
		}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &registry.Error{
			Code:    registry.Internal,
			Message: registry.Textf("không mở được địa chỉ %s", "cannot listen on %s", addr),
			Hint:    registry.Text{VI: "có thể một chương trình khác đang dùng cổng này; chọn cổng khác với --addr", EN: "another program may hold the port; choose another with --addr"},
			Cause:   err,
		}
	}
	return listener, nil
}

// Loopback tells whether only this machine reaches the address. One that is no
// HOST:PORT is Invalid.
func Loopback(addr string) (bool, error) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		err = checkPort(port)
	}
	if err != nil {
		return false, &registry.Error{
			Code:    registry.Invalid,
			Message: registry.Textf("%q không phải địa chỉ MÁY:CỔNG, như 127.0.0.1:8080", "%q is not an address HOST:PORT such as 127.0.0.1:8080", addr),
			Cause:   err,
		}
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback()), nil
}

func checkPort(port string) error {
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 {
		return errors.Join(fmt.Errorf("port %q is not a number of 0 to 65535", port), err)
	}
	return nil
}
