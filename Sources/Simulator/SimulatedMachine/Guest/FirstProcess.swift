import Glibc

/// What runs as process 1: starts the service manager and cloud-init, and reaps whatever is left to it.
enum FirstProcess {
    static func run() throws -> Int32 {
        for program in [InsideProgram.serviceManager, .cloudInitBoot] {
            _ = try Program(Inside.command(program)).start(log: Inside.console)
        }
        while true {
            // The machine ends with this process, so it never does; the service manager is always there to wait for.
            if wait(nil) < 0, errno == ECHILD {
                pause(.seconds(1))
            }
        }
    }
}
