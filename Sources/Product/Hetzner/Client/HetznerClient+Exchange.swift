import Crypto
import HTTP
import HTTPClient
import Time

extension HetznerClient {
    /// Sends the call, repeats it as the policy says, and decodes the response's body.
    func perform<Body>(
        _ call: Call, by deadline: ContinuousClock.Instant,
        decode: ([UInt8]) throws(WireError) -> Body
    ) throws(HetznerError) -> Body {
        var attempt = 1
        while true {
            do throws(HetznerError) {
                return try send(call, attempt: attempt, by: deadline, decode: decode)
            } catch {
                let pause = policy.pause(after: error, random: time.random())
                guard let pause, time.now() + pause < deadline else { throw error }
                time.sleep(pause)
                attempt += 1
            }
        }
    }

    func perform<Body: Decodable>(
        _ call: Call, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Body {
        try perform(call, by: deadline) { body throws(WireError) in
            try WireJSON.decode(Body.self, from: body)
        }
    }

    private func send<Body>(
        _ call: Call, attempt: Int, by deadline: ContinuousClock.Instant,
        decode: ([UInt8]) throws(WireError) -> Body
    ) throws(HetznerError) -> Body {
        let context = ErrorContext(call: call, attempt: attempt, sanitizer: sanitizer)
        try awaitBudget(context, by: deadline)
        let start = time.now()
        guard start < deadline else { throw context.outOfTime() }
        let response: ClientResponse
        do throws(TransportError) {
            response = try transport.send(request(call, timeLeft: deadline - start))
        } catch {
            let failure = context.noResponse(error)
            report(record(call, attempt, since: start, nil, failure.kind))
            throw failure
        }
        date = response.headers["Date"].flatMap { Instant(httpDate: $0) }
        do throws(HetznerError) {
            let body = try context.interpret(response, decode: decode)
            let leftOut = (body as? any ReadableList)?.leftOut ?? []
            report(record(call, attempt, since: start, response, nil, leftOut: leftOut))
            return body
        } catch {
            report(record(call, attempt, since: start, response, error.kind))
            throw error
        }
    }

    private func request(_ call: Call, timeLeft: Duration) -> ClientRequest {
        var headers = Headers([("Accept", "application/json"), ("Authorization", "Bearer \(token.reveal())")])
        if call.body != nil { headers.add("Content-Type", "application/json") }
        let timeout = call.method == .get ? policy.readTimeout : policy.writeTimeout
        return ClientRequest(
            method: call.method, url: endpoint + call.target, headers: headers, body: call.body,
            connectTimeout: policy.connectTimeout, stallTimeout: timeout,
            totalTimeout: min(timeout, timeLeft), maxResponseBytes: 4 << 20)
    }

    private func record(
        _ call: Call, _ attempt: Int, since start: ContinuousClock.Instant, _ response: ClientResponse?,
        _ failure: HetznerError.Kind?, leftOut: [String] = []
    ) -> CallRecord {
        CallRecord(
            operation: call.operation, attempt: attempt, duration: time.now() - start,
            status: response?.status,
            correlationID: response?.headers["X-Correlation-Id"].map(sanitizer.sanitized),
            rateLimit: response.flatMap { RateLimit($0.headers) }, leftOut: leftOut, failure: failure)
    }
}
