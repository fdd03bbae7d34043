/// A request over TLS, sent by the host's curl. Only the order of its headers differs from python-requests.
struct HTTPSRequest {
    let url: String
    let body: [UInt8]?
    private static let directory = "/run/cloud-init/phone-home"
    /// curl's exit codes for failures of TLS itself, which cloud-init does not try again.
    private static let tlsFailures: Set<Int32> = [35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91]

    /// Sends the request and returns the status and redirection target of the response.
    func send() throws(RequestError) -> HTTPResponseHead {
        let status: ExitStatus
        let response: String
        do throws(MachineError) {
            status = try run()
            response = try File.text(HTTPSRequest.directory + "/response")
        } catch {
            throw RequestError(reason: error.description)
        }
        guard status.isSuccess else {
            throw RequestError(reason: response, isPermanent: HTTPSRequest.tlsFailures.contains(status.code))
        }
        let words = response.split(separator: " ")
        return HTTPResponseHead(
            status: words.first.flatMap { Int($0) } ?? 0, location: words.dropFirst().first.map(String.init))
    }

    private func run() throws(MachineError) -> ExitStatus {
        try File.createDirectory(HTTPSRequest.directory)
        // In a file: the URL contains a secret, and everyone can read the arguments of a process.
        try File.write(configuration, to: HTTPSRequest.directory + "/configuration", mode: 0o600)
        try File.write(body ?? [], to: HTTPSRequest.directory + "/body", mode: 0o600)
        try File.write("", to: HTTPSRequest.directory + "/response", mode: 0o600)
        return try ProcessSpecification([
            GuestPaths.hostPrograms + "/curl", "--config", HTTPSRequest.directory + "/configuration",
        ])
        .start(log: HTTPSRequest.directory + "/response").wait()
    }

    private var configuration: String {
        var lines = [
            "url = \(quoted(url))", "silent", "show-error", "http1.1", "output = /dev/null",
            #"write-out = "%{http_code} %{redirect_url}""#, #"user-agent = "Cloud-Init/22.4.2""#,
            #"header = "Accept-Encoding: gzip, deflate""#, #"header = "Connection: keep-alive""#,
        ]
        if body != nil {
            lines.append("data-binary = @\(HTTPSRequest.directory)/body")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }
}
