import Testing

@testable import SpineTUI

@Test func onAFastLineOnePictureIsOnItsWay() {
  var flow = FlowControl()
  #expect(flow.maySend(at: 0))
  let column = flow.send(at: 0, width: 80)
  #expect(!flow.maySend(at: 0.005))
  flow.acknowledge(column: column, at: 0.010)
  #expect(flow.maySend(at: 0.010))
  #expect(flow.limit == 1)
}

@Test func aSlowLineCarriesMoreButNeverMoreThanThree() {
  var flow = FlowControl()
  let first = flow.send(at: 0, width: 80)
  flow.acknowledge(column: first, at: 0.2)
  var sent = 0
  while flow.maySend(at: 0.2) {
    _ = flow.send(at: 0.2, width: 80)
    sent += 1
  }
  #expect(sent == 3)
}

@Test func anAcknowledgementCoversThePicturesBeforeIt() {
  var flow = FlowControl()
  flow.acknowledge(column: flow.send(at: 0, width: 80), at: 0.1)
  _ = flow.send(at: 1, width: 80)
  let second = flow.send(at: 1, width: 80)
  flow.acknowledge(column: second, at: 1.1)
  #expect(flow.inFlight == 0)
}

@Test func aStrangeAnswerAcknowledgesNothing() {
  var flow = FlowControl()
  let column = flow.send(at: 0, width: 80)
  flow.acknowledge(column: column + 1, at: 0.01)
  #expect(flow.inFlight == 1)
}

@Test func afterThreeLossesPicturesGoByTheClock() {
  var flow = FlowControl()
  var now = 0.0
  for _ in 0..<3 {
    #expect(flow.maySend(at: now))
    _ = flow.send(at: now, width: 80)
    #expect(!flow.maySend(at: now + 0.5))
    now += 1.0
    flow.expire(at: now)
  }
  #expect(flow.maySend(at: now))
  #expect(flow.isBlind)
  _ = flow.send(at: now, width: 80)
  #expect(!flow.maySend(at: now + 0.01))
  #expect(flow.maySend(at: now + 0.04))
}

@Test func parkedColumnsFitNarrowTerminals() {
  var flow = FlowControl()
  for n in 0..<100 {
    let column = flow.send(at: Double(n) * 2, width: 10)
    #expect((1...10).contains(column))
    flow.acknowledge(column: column, at: Double(n) * 2 + 0.001)
  }
}
