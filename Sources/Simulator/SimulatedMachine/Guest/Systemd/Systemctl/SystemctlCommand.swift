import Glibc

/// The command `systemctl`: hands its arguments to the service manager and prints what that answers.
enum SystemctlCommand {
    static func run(_ arguments: [String]) throws -> Int32 {
        let socket = geteuid() == 0 ? ManagerSocket.control : ManagerSocket.questions
        let answer = try ManagerSocket.ask(socket, ManagerSocket.Request(arguments: arguments))
        put(answer.output, on: STDOUT_FILENO)
        put(answer.errors, on: STDERR_FILENO)
        return answer.status
    }
}
