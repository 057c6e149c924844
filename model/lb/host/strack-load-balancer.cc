/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "strack-load-balancer.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(StrackLoadBalancer);

TypeId
StrackLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::StrackLoadBalancer")
                             .SetParent<EntropyBitmapLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<StrackLoadBalancer>(),
                         {"host",
                          "packet",
                          "path (ECN, losses)",
                          "entropies of unmarked packets are used again, else the entropy bitmap",
                          "STrack, arXiv:2407.15266; uet-htsim mixed"});
    return tid;
}

StrackLoadBalancer::Queue::Queue(uint32_t capacity)
    : ring(capacity)
{
}

StrackLoadBalancer::StrackLoadBalancer() = default;
StrackLoadBalancer::~StrackLoadBalancer() = default;

void
StrackLoadBalancer::DoAcknowledged(const Frame& ack)
{
    EntropyBitmapLoadBalancer::DoAcknowledged(ack);
    if (ack.kind != FrameKind::ACK || ack.Has(FRAME_BECN))
    {
        return;
    }
    Queue* queue = m_queues.Find(ack.qp);
    if (!queue)
    {
        queue = &m_queues.Make(ack.qp, GetEntropies());
    }
    const auto size = static_cast<uint32_t>(queue->ring.size());
    queue->ring[(queue->head + queue->count) & (size - 1)] = ack.echoEntropy;
    if (queue->count < size)
    {
        queue->count++;
    }
    else
    {
        queue->head = (queue->head + 1) & (size - 1);
    }
}

uint16_t
StrackLoadBalancer::DoRecycle(const Frame& frame)
{
    Queue* queue = m_queues.Find(frame.srcQp);
    if (!queue || queue->count == 0)
    {
        return 0;
    }
    const uint16_t entropy = queue->ring[queue->head];
    queue->head = (queue->head + 1) & static_cast<uint32_t>(queue->ring.size() - 1);
    queue->count--;
    m_recycled++;
    return entropy;
}

} // namespace aifabric
} // namespace ns3
