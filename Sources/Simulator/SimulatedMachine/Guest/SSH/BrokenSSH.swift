import Glibc

/// What listens in sshd's place when it is to fail: takes connections, then resets them or says nothing.
enum BrokenSSH {
    static func run(_ arguments: [String]) throws -> Int32 {
        guard arguments.count == 3, let port = UInt16(arguments[2]) else {
            throw MachineError("expected resets|stalls ADDRESS PORT")
        }
        let listener = try listeningSocket(address: arguments[1], port: port)
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                pause(.milliseconds(100))
                continue
            }
            guard arguments[0] == "resets" else { continue }
            // Closing with a linger time of zero sends a reset.
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            close(connection)
        }
    }
}
