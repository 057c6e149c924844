/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_OPERATIONS_H
#define NIC_OPERATIONS_H

#include "fetch-queue.h"

#include "ns3/message-delay.h"
#include "ns3/nstime.h"
#include "ns3/packet-tracker.h"
#include "ns3/plane-shares.h"
#include "ns3/responder.h"
#include "ns3/rnr-timer.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace aifabric
{

class NicPort;
class RoceNic;

/**
 * @ingroup ai-fabric
 *
 * What a NIC does beside RDMA WRITEs: SEND, immediate data, READ and atomics; receivers that are
 * not ready; and how long host and NIC take to reach each other.
 *
 * SENDs and WRITEs of a client to a peer share queue pairs and their order. READs and atomics have
 * queue pairs of their own, those whose numbers end in 128 to 255: between the two kinds there is
 * no order, as there is none between two queue pairs of hardware.
 */
class NicOperations
{
  public:
    /** Value of RnrRetry that stands for no limit. */
    static constexpr uint8_t FOR_EVER = 7;
    /** Number of receives that stands for as many as are needed. */
    static constexpr uint32_t ENOUGH = UINT32_MAX;

    /** What is counted of these operations. */
    struct OperationCounters
    {
        uint64_t requestsSent{0};     ///< READ and atomic requests, repeated ones included
        uint64_t requestsRepeated{0}; ///< of them, those that were sent before
        uint64_t requestsReceived{0}; ///< requests that came in
        uint64_t duplicates{0};       ///< of them, those that were here before
        uint64_t atomics{0};          ///< atomics that were carried out here
        uint64_t notReadySent{0};     ///< RNR NAKs made here, without a receive
        uint64_t receivesTaken{0};    ///< receives that messages took
    };

    /**
     * Post a SEND. The receiver's client hears of it if a receive is posted there, which it takes.
     * @param client number of the client
     * @param dst fabric host number of the receiver, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message; the receiver sees it
     */
    void PostSend(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag);

    /**
     * Post a SEND with immediate data.
     * @param client number of the client
     * @param dst fabric host number of the receiver, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message
     * @param immediate what the receiver finds in MessageInfo::immediate
     */
    void PostSendImmediate(uint16_t client,
                           uint32_t dst,
                           uint64_t bytes,
                           uint64_t tag,
                           uint32_t immediate);

    /**
     * Post an RDMA WRITE with immediate data, which takes a receive when its last packet comes.
     * @param client number of the client
     * @param dst fabric host number of the receiver, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message
     * @param immediate what the receiver finds in MessageInfo::immediate
     */
    void PostWriteImmediate(uint16_t client,
                            uint32_t dst,
                            uint64_t bytes,
                            uint64_t tag,
                            uint32_t immediate);

    /**
     * Post an RDMA READ: payload comes from a peer. MessageListener::MessageSent() tells that it is
     * here; the peer's client hears nothing.
     * @param client number of the client
     * @param dst fabric host number of the peer, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message, and the address on the wire
     */
    void PostRead(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag);

    /**
     * Post an atomic: put a value in a word of a peer if another value is there.
     * @param client number of the client
     * @param dst fabric host number of the peer, not this host
     * @param address of the word, a multiple of 8
     * @param compare what must be there
     * @param swap what to put there
     * @param tag name of the message; MessageInfo::result tells what was there
     */
    void PostCompareSwap(uint16_t client,
                         uint32_t dst,
                         uint64_t address,
                         uint64_t compare,
                         uint64_t swap,
                         uint64_t tag);

    /**
     * Post an atomic: add to a word of a peer.
     * @param client number of the client
     * @param dst fabric host number of the peer, not this host
     * @param address of the word, a multiple of 8
     * @param add what to add, modulo 2^64
     * @param tag name of the message; MessageInfo::result tells what was there
     */
    void PostFetchAdd(uint16_t client, uint32_t dst, uint64_t address, uint64_t add, uint64_t tag);

    /**
     * Post a message of any operation but an atomic.
     * @param client number of the client
     * @param dst fabric host number of the peer
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message
     * @param operation which
     * @param immediate immediate data, if the operation has any
     */
    void Post(uint16_t client,
              uint32_t dst,
              uint64_t bytes,
              uint64_t tag,
              RdmaOperation operation,
              uint32_t immediate = 0);

    /**
     * Post receives for SENDs and WRITEs with immediate data of all peers, as a shared receive
     * queue does. Before the first one, attribute Receives counts.
     * @param count how many more
     */
    void PostReceives(uint32_t count);

    /** @return receives that are posted and not taken; ENOUGH: as many as are needed. */
    uint64_t GetReceives() const
    {
        return m_receives;
    }

    /**
     * @param address of a word of this host
     * @return what is there; 0 if nobody put anything there
     */
    uint64_t GetWord(uint64_t address) const;

    /**
     * Put a value in a word of this host.
     * @param address of the word
     * @param value what to put there
     */
    void SetWord(uint64_t address, uint64_t value)
    {
        m_words[address] = value;
    }

    /** @return what was counted. */
    const OperationCounters& GetOperationCounters() const
    {
        return m_operationCounters;
    }

    // For queue pairs.

    /** @return waits in a row for a receiver after which a queue pair gives up; or FOR_EVER. */
    uint8_t GetRnrRetry() const
    {
        return m_rnrRetry;
    }

    /** @return requests that a queue pair has open at once. */
    uint32_t GetOpenRequests() const
    {
        return m_openRequests;
    }

    /** @return whether answers to READs and atomics are acknowledged. */
    bool AcksResponses() const;

    /** A request came that was here before. */
    void CountRepeated()
    {
        m_operationCounters.duplicates++;
    }

    /** A request is sent again. */
    void CountRepeatedRequest()
    {
        m_operationCounters.requestsRepeated++;
    }

    /**
     * Count a timeout of requests.
     * @param pair own number of the queue pair
     * @param dst fabric host number of the peer
     * @param retries timeouts in a row, this one included
     */
    void CountRequestTimeout(uint32_t pair, uint32_t dst, uint32_t retries);

    /**
     * Do what an atomic asks for.
     * @param request a request
     * @return what was in the word before; 0 for a READ
     */
    uint64_t Execute(const FetchRequest& request);

    /**
     * Tell a peer that one of its requests is missing.
     * @param request one that came too early
     * @param expected number of the packet that is expected
     */
    void RefuseRequest(const Frame& request, uint32_t expected);

    /**
     * @param dst fabric host number
     * @return a new request, complete but for what is asked
     */
    Frame* MakeRequest(uint32_t dst);

    /**
     * Send a request.
     * @param frame the request
     * @param plane where it leaves, as long as that leads to the peer
     */
    void SendRequest(Frame* frame, uint8_t plane);

  protected:
    NicOperations();
    ~NicOperations();

    /**
     * Add the attributes.
     * @param tid TypeId of the NIC
     * @return it
     */
    static TypeId AddOperationAttributes(TypeId tid);

    void StartOperations(); ///< the NIC has started
    void ClearOperations(); ///< the simulation is over

    /**
     * Check and count a message, and hand it over, at once or when it has come to the NIC.
     * @param message what is posted, by which client, to whom
     * @param request what it asks for, if it does
     */
    void Accept(MessageInfo message, const FetchRequest& request);

    /**
     * A message has come to the NIC: queue its pieces.
     * @param message the message
     * @param request what it asks for, if it does
     */
    void Launch(MessageInfo message, const FetchRequest& request);

    /**
     * Tell the client, at once or when it hears.
     * @param step what there is to tell
     * @param message the message
     */
    void Tell(MessageDelay::Step step, const MessageInfo& message);

    /**
     * Whether a packet that may need a receive may come in. If not, the sender is told.
     * @param frame the packet
     * @param responder its responder
     * @param port where it came in
     * @return true if so
     */
    bool Admit(const Frame& frame, Responder& responder, NicPort& port);

    /**
     * A packet of a message came in that is no plain WRITE: remember what the last one tells.
     * @param frame the packet
     * @param responder its responder, which has taken it
     */
    void NoteInbound(const Frame& frame, const Responder& responder);

    /**
     * A message is complete: say what it was.
     * @param qp number of its queue pair
     * @param end of the message (Responder::Ending)
     * @param message where to write it
     */
    void FindInbound(uint32_t qp, uint64_t end, MessageInfo& message);

    /**
     * A packet of an answer to a READ or an atomic came in.
     * @param frame the packet
     * @param responder its responder, which has taken it
     * @param verdict what that says
     * @param port where an answer leaves
     * @param completed answers that are complete now
     */
    void ReceiveResponse(const Frame& frame,
                         Responder& responder,
                         const PacketVerdict& verdict,
                         NicPort& port,
                         size_t completed);

    /**
     * The headers of a packet of an answer came in whose payload a switch has cut off.
     * @param frame the packet
     * @param responder its responder
     * @param verdict what that says
     * @return true if the sender is not to be told by a NAK
     */
    bool ReceiveTrimmedResponse(const Frame& frame,
                                const Responder& responder,
                                const PacketVerdict& verdict);

    /**
     * A READ or an atomic came in.
     * @param frame the request
     */
    void ReceiveRequest(const Frame& frame);

    /**
     * A peer expects another request.
     * @param frame its NAK
     */
    void ReceiveRefusal(const Frame& frame);

    /**
     * Count whole messages that have neither ended nor failed.
     * @param open where to add them, by client
     */
    void CountOpenOperations(std::map<uint16_t, uint64_t>& open) const;

    /// What the last packet of a message told that is not complete.
    struct Inbound
    {
        RdmaOperation operation; ///< of the message
        uint32_t immediate;      ///< immediate data
    };

    static constexpr uint8_t FETCHES = 0x80; ///< of queue pair numbers: READs and atomics
    std::map<std::pair<uint32_t, uint64_t>, Inbound> m_inbound; ///< by queue pair and end

  private:
    static constexpr uint32_t WORD_BYTES = 8; ///< that an atomic works on

    RoceNic& Nic();
    const RoceNic& Nic() const;
    FetchQueue& GetFetchQueue(uint32_t dst,
                              uint8_t subflow,
                              const PlaneShare& share,
                              uint8_t level);
    void PostAtomic(uint16_t client, uint32_t dst, uint64_t tag, const FetchRequest& request);
    void SendNotReady(const Frame& frame, Responder& responder, NicPort& port);

    std::map<uint32_t, std::unique_ptr<FetchQueue>> m_fetchQueues; ///< by own queue pair number
    std::map<uint32_t, std::set<uint32_t>> m_ready; ///< messages with a receive, by queue pair
    std::unordered_map<uint64_t, uint64_t> m_words; ///< that atomics work on, by address
    OperationCounters m_operationCounters;
    MessageDelay m_posted;   ///< from hosts to NICs
    MessageDelay m_ended;    ///< from NICs to hosts
    uint64_t m_postDelay{0}; ///< from posting to the NIC, ps
    uint64_t m_endDelay{0};  ///< from the end of a message to its client, ps
    uint64_t m_receives{ENOUGH};
    uint32_t m_firstReceives;
    uint32_t m_openRequests;
    uint8_t m_rnrTimer;
    uint8_t m_rnrRetry;
    bool m_ackResponses;
    Time m_doorbell;
    Time m_pcie;
    Time m_processing;
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_OPERATIONS_H
