/// A request over TLS, made by the host's curl: the same request, but for the order of its headers.
struct HTTPSRequest {
    let url: String
    let body: [UInt8]?
    private static let directory = "/run/cloud-init/phone-home"
    /// What curl exits with when TLS itself failed, which requests does not try again.
    private static let tlsFailures: Set<Int32> = [35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91]

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
        // In a file, since the URL has a secret in it and arguments are for everyone to read.
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
