import Foundation
import HTTP
import HTTPClient
import SeededRandom
import SimulatorFaults
import Time

/// The way of our calls to Hetzner. A request travels, is carried out when it arrives, whether its sender still lives or
/// not, and its response travels back.
final class Network {
    private let simulation: Simulation
    private let choices: CallFaults
    /// The orders of servers that were sent and have not arrived, by the job in their labels.
    private(set) var ordersOnTheWay: [String: Int] = [:]

    init(_ simulation: Simulation) {
        self.simulation = simulation
        choices = CallFaults(simulation)
    }

    /// An outage that begins with the next order of a server, which is carried out or not; its sender gets no response.
    var outageAtNextOrder: (length: Duration, isCarriedOut: Bool)?

    /// What the sender learns.
    private final class Answer {
        var response: ClientResponse?
        var hasArrived = false
    }

    func send(
        _ request: ClientRequest, to project: Project, from installation: Installation
    ) throws(TransportError) -> ClientResponse {
        let scheduler = simulation.scheduler
        guard let thread = scheduler.current else { preconditionFailure("a call outside of a process") }
        simulation.rules.require(!thread.isInTransaction, .transaction, "a call inside a transaction")
        guard scheduler.point(.apiSend) else {
            throw TransportError(kind: .connectFailed, delivery: .notSent, message: "dead")
        }
        let name = thread.scope.next(.apiFault)
        let fault = simulation.isHetznerDown ? .refused : choices.fault(of: request, name)
        if fault == .refused {
            scheduler.pause(for: .milliseconds(5))
            throw TransportError(kind: .connectFailed, delivery: .notSent, message: "connection refused")
        }
        let answer = travel(request, fault, name, project, installation, thread)
        let isAlive = scheduler.pause(for: request.totalTimeout) && scheduler.point(.apiReceive)
        guard isAlive else {
            throw TransportError(kind: .reset, delivery: .possiblySent, message: "dead")
        }
        guard answer.hasArrived else {
            throw TransportError(kind: .timeout, delivery: .possiblySent, message: "no response in time")
        }
        guard let response = answer.response else {
            throw TransportError(kind: .reset, delivery: .possiblySent, message: "the connection was closed")
        }
        return response
    }

    private func travel(
        _ request: ClientRequest, _ fault: CallFault?, _ name: ChoiceName, _ project: Project,
        _ installation: Installation, _ thread: SimulatedThread
    ) -> Answer {
        let scheduler = simulation.scheduler
        var random = simulation.decisions.random(name)
        var there = Duration.milliseconds(Int64.random(in: 5...120, using: &random))
        let back = Duration.milliseconds(Int64.random(in: 5...120, using: &random))
        if case .late(let delay) = fault {
            there += delay
            if let job = Self.orderedJob(in: request) { simulation.customerActs.orderIsLate(job, by: delay) }
        }
        let answer = Answer()
        let pause = thread.pauses
        let order = Self.orderedJob(in: request)
        if let order { ordersOnTheWay[order, default: 0] += 1 }
        scheduler.after(there) { [self] in
            if let order { ordersOnTheWay[order, default: 0] -= 1 }
            if order != nil, let outage = outageAtNextOrder {
                outageAtNextOrder = nil
                simulation.beginOutage(of: outage.length)
                if outage.isCarriedOut {
                    _ = simulation.hetzner.deliver(
                        request, fault?.simulatorText, to: project, from: installation)
                }
                return
            }
            let delivered = simulation.hetzner.deliver(
                request, fault?.simulatorText, to: project, from: installation)
            scheduler.after(back + delivered.delay) {
                answer.hasArrived = true
                answer.response = delivered.response
                if thread.pauses == pause { scheduler.wake(thread) }
            }
        }
        return answer
    }

    /// The job that orders a server by this request; nil for any other request.
    private static func orderedJob(in request: ClientRequest) -> String? {
        guard request.method == .post, request.url.hasSuffix("/servers"), let body = request.body else {
            return nil
        }
        return labelValue("rachel-job", inJSON: String(decoding: body, as: UTF8.self))
    }

    /// The value of a label in a JSON text that our own encoder wrote.
    static func labelValue(_ label: String, inJSON text: String) -> String? {
        guard let key = text.range(of: "\"\(label)\":\"") else { return nil }
        return text[key.upperBound...].split(separator: "\"", maxSplits: 1).first.map(String.init)
    }
}

/// Our processes' way to Hetzner.
struct NetworkTransport: HTTPTransport {
    let network: Network
    let project: Project
    let installation: Installation

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        try network.send(request, to: project, from: installation)
    }
}
