/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_HEARER_H
#define MESSAGE_HEARER_H

#include "ns3/fabric-engine.h"
#include "ns3/message-listener.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/// Remembers all messages that it hears of.
class MessageHearer : public MessageListener
{
  public:
    void MessageSent(const MessageInfo& message) override
    {
        sent.push_back(message);
        lastSent = FabricEngine::Get().Now();
        if (onSent)
        {
            onSent(message);
        }
    }

    void MessageReceived(const MessageInfo& message) override
    {
        received.push_back(message);
    }

    void MessageFailed(const MessageInfo& message) override
    {
        failed.push_back(message);
    }

    std::vector<MessageInfo> sent;                  ///< in the order of hearing
    std::vector<MessageInfo> received;              ///< in the order of hearing
    std::vector<MessageInfo> failed;                ///< in the order of hearing
    uint64_t lastSent{0};                           ///< ps
    std::function<void(const MessageInfo&)> onSent; ///< called for each
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_HEARER_H
