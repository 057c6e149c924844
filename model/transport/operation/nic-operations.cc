/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC does for operations that are no WRITEs: posting, and carrying out.
 */

#include "nic-operations.h"

#include "ns3/config-error.h"
#include "ns3/frame-operations.h"
#include "ns3/roce-nic.h"

#include <string>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Of event keys: what is on its way between host and NIC.
constexpr uint32_t DELAY_PART = 0xc00000;

} // namespace

NicOperations::NicOperations() = default;
NicOperations::~NicOperations() = default;

RoceNic&
NicOperations::Nic()
{
    return static_cast<RoceNic&>(*this);
}

const RoceNic&
NicOperations::Nic() const
{
    return static_cast<const RoceNic&>(*this);
}

void
NicOperations::StartOperations()
{
    RoceNic& nic = Nic();
    m_receives = m_firstReceives;
    m_postDelay = static_cast<uint64_t>((m_doorbell + m_pcie + m_processing).GetTimeStep());
    m_endDelay = static_cast<uint64_t>((m_pcie + m_processing).GetTimeStep());
    const auto handle =
        [this](MessageDelay::Step step, const MessageInfo& message, const FetchRequest& request) {
            if (step == MessageDelay::Step::POST)
            {
                Launch(message, request);
            }
            else
            {
                Nic().TellNow(step, message);
            }
        };
    m_posted.Start(nic.GetDomain(), nic.GetNodeId(), DELAY_PART, handle);
    m_ended.Start(nic.GetDomain(), nic.GetNodeId(), DELAY_PART + 1, handle);
}

void
NicOperations::ClearOperations()
{
    m_posted.Clear();
    m_ended.Clear();
    m_fetchQueues.clear();
}

bool
NicOperations::AcksResponses() const
{
    return m_ackResponses || !Nic().m_recoveryPrototype->KeepsOrder();
}

void
NicOperations::PostSend(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag)
{
    Post(client, dst, bytes, tag, RdmaOperation::SEND);
}

void
NicOperations::PostSendImmediate(uint16_t client,
                                 uint32_t dst,
                                 uint64_t bytes,
                                 uint64_t tag,
                                 uint32_t immediate)
{
    Post(client, dst, bytes, tag, RdmaOperation::SEND_IMMEDIATE, immediate);
}

void
NicOperations::PostWriteImmediate(uint16_t client,
                                  uint32_t dst,
                                  uint64_t bytes,
                                  uint64_t tag,
                                  uint32_t immediate)
{
    Post(client, dst, bytes, tag, RdmaOperation::WRITE_IMMEDIATE, immediate);
}

void
NicOperations::PostRead(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag)
{
    Post(client, dst, bytes, tag, RdmaOperation::READ);
}

void
NicOperations::PostCompareSwap(uint16_t client,
                               uint32_t dst,
                               uint64_t address,
                               uint64_t compare,
                               uint64_t swap,
                               uint64_t tag)
{
    PostAtomic(client, dst, tag, {RdmaOperation::COMPARE_SWAP, 0, address, swap, compare});
}

void
NicOperations::PostFetchAdd(uint16_t client,
                            uint32_t dst,
                            uint64_t address,
                            uint64_t add,
                            uint64_t tag)
{
    PostAtomic(client, dst, tag, {RdmaOperation::FETCH_ADD, 0, address, add, 0});
}

void
NicOperations::Post(uint16_t client,
                    uint32_t dst,
                    uint64_t bytes,
                    uint64_t tag,
                    RdmaOperation operation,
                    uint32_t immediate)
{
    if (operations::IsAtomic(operation))
    {
        throw ConfigError("an atomic needs an address and operands: PostCompareSwap(), "
                          "PostFetchAdd()");
    }
    MessageInfo message;
    message.client = client;
    message.dst = dst;
    message.bytes = bytes;
    message.tag = tag;
    message.operation = operation;
    message.immediate = immediate;
    Accept(message, {operation, 0, tag, 0, 0});
}

void
NicOperations::PostAtomic(uint16_t client, uint32_t dst, uint64_t tag, const FetchRequest& request)
{
    if (request.address % WORD_BYTES != 0)
    {
        throw ConfigError("an atomic works on a word of 8 bytes: its address is a multiple of 8, "
                          "not " +
                          std::to_string(request.address));
    }
    MessageInfo message;
    message.client = client;
    message.dst = dst;
    message.bytes = WORD_BYTES;
    message.tag = tag;
    message.operation = request.operation;
    Accept(message, request);
}

void
NicOperations::Accept(MessageInfo message, const FetchRequest& request)
{
    RoceNic& nic = Nic();
    if (!nic.m_routes)
    {
        throw ConfigError(
            "the NIC has not started, or the simulation is over: nothing can be sent");
    }
    const uint32_t dst = message.dst;
    const uint64_t bytes = message.bytes;
    const uint32_t hosts = nic.m_routes->GetTopology().GetHostCount();
    if (dst == nic.m_host || dst >= hosts || bytes > UINT32_MAX)
    {
        throw ConfigError("host " + std::to_string(nic.m_host) + " posts " + std::to_string(bytes) +
                          " bytes to host " + std::to_string(dst) + ": " +
                          (bytes > UINT32_MAX ? "an RDMA message is below 4 GiB"
                           : dst >= hosts     ? "there are " + std::to_string(hosts) + " hosts"
                                              : "a host does not send to itself over the fabric"));
    }
    if (message.operation != RdmaOperation::WRITE && nic.m_recoveryPrototype->IsRateless())
    {
        throw ConfigError(nic.m_recoveryPrototype->GetInstanceTypeId().GetName() +
                          " counts packets, of which none is the first or the last: it carries "
                          "operation=write only, not " +
                          operations::GetName(message.operation) + "; take another recovery");
    }
    message.src = nic.m_host;
    message.posted = nic.m_domain->Now();
    nic.ClientPosted(message);
    if (m_postDelay > 0)
    {
        m_posted.Push(m_postDelay, MessageDelay::Step::POST, message, request);
        return;
    }
    Launch(message, request);
}

void
NicOperations::Launch(MessageInfo message, const FetchRequest& request)
{
    RoceNic& nic = Nic();
    // Whoever hears that a piece failed may post again from within.
    std::vector<RoceNic::Posting> postings;
    postings.swap(nic.m_postings);
    postings.clear();
    nic.Cut(message.client, message.dst, message.bytes, postings);
    if (postings.size() > 1)
    {
        message.pieces = static_cast<uint16_t>(postings.size());
        message.join = nic.m_joiner.Cut(message, message.pieces);
    }
    const bool isFetch = operations::IsFetch(message.operation);
    const uint8_t level = nic.m_services.Pick(message.client, message.dst);
    for (const RoceNic::Posting& posting : postings)
    {
        message.bytes = posting.piece.bytes;
        const uint8_t subflow = posting.piece.subflow;
        if (isFetch)
        {
            GetFetchQueue(message.dst, subflow, posting.share, level).Post(message, request);
        }
        else
        {
            nic.GetQueuePair(message.dst, subflow, posting.share, level)
                ->Post(message, posting.piece.route);
        }
    }
    nic.m_postings.swap(postings);
}

FetchQueue&
NicOperations::GetFetchQueue(uint32_t dst, uint8_t subflow, const PlaneShare& share, uint8_t level)
{
    if (subflow >= FETCHES)
    {
        throw ConfigError("the load balancer uses more than 128 queue pairs to a host, and READs "
                          "and atomics have the numbers from 128 on: a smaller count");
    }
    RoceNic& nic = Nic();
    const auto fetches = static_cast<uint8_t>(subflow | FETCHES);
    const uint32_t number = nic.PairNumber(dst, share, fetches, level);
    std::unique_ptr<FetchQueue>& queue = m_fetchQueues[number];
    if (!queue)
    {
        const LossRecovery& recovery = *nic.m_recoveryPrototype;
        const uint64_t wait = nic.m_times.GetLongestWait(nic.m_times.GetBaseRtt(dst));
        const uint32_t exponent = LossRecovery::GetFittingExponent(wait);
        const ServiceLevels::Level& service = nic.m_services.Get(level);
        FetchQueue::Place place;
        place.number = number;
        place.peerNumber = nic.PairNumber(nic.m_host, share, fetches, level);
        place.dst = dst;
        place.part = static_cast<uint32_t>(m_fetchQueues.size());
        place.plane = share.plane == PlaneShare::ANY ? share.first : share.plane;
        place.priority = service.priority;
        place.dscp = service.dscp == MessageService::AUTO ? uint8_t{0}
                                                          : static_cast<uint8_t>(service.dscp + 1);
        place.timeout = recovery.IsTimeoutChosen() ? uint64_t{4096000} << exponent
                                                   : recovery.GetCommonTimeout();
        place.retries = recovery.GetRetryCount();
        place.depth = m_openRequests;
        place.resumes = !AcksResponses();
        queue = std::make_unique<FetchQueue>(nic, place);
    }
    return *queue;
}

void
NicOperations::Tell(MessageDelay::Step step, const MessageInfo& message)
{
    if (m_endDelay > 0)
    {
        m_ended.Push(m_endDelay, step, message);
        return;
    }
    Nic().TellNow(step, message);
}

void
NicOperations::CountOpenOperations(std::map<uint16_t, uint64_t>& open) const
{
    for (const auto& [number, queue] : m_fetchQueues)
    {
        queue->CountOpen(open);
    }
    m_posted.CountOpen(open);
    m_ended.CountOpen(open);
}

void
NicOperations::PostReceives(uint32_t count)
{
    if (m_receives != ENOUGH)
    {
        m_receives += count;
    }
}

uint64_t
NicOperations::GetWord(uint64_t address) const
{
    const auto found = m_words.find(address);
    return found == m_words.end() ? 0 : found->second;
}

uint64_t
NicOperations::Execute(const FetchRequest& request)
{
    if (!operations::IsAtomic(request.operation))
    {
        return 0;
    }
    m_operationCounters.atomics++;
    uint64_t& word = m_words[request.address];
    const uint64_t before = word;
    if (request.operation == RdmaOperation::FETCH_ADD)
    {
        word += request.operand;
    }
    else if (word == request.compare)
    {
        word = request.operand;
    }
    return before;
}

} // namespace aifabric
} // namespace ns3
