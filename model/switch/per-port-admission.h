/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PER_PORT_ADMISSION_H
#define PER_PORT_ADMISSION_H

#include "buffer-admission.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A private buffer behind every port: a frame is admitted while all classes of its egress port
 * together stay within a fixed number of bytes, or its own class within QueueReserve. So a full
 * queue of data leaves room for ACKs and trimmed packets that go in other classes.
 */
class PerPortAdmission : public BufferAdmission
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PerPortAdmission();
    ~PerPortAdmission() override;

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
    uint64_t DoGetLargestQueue() const override;
    uint64_t DoGetBufferPerPort(uint32_t ports) const override;
    uint64_t DoGetTotal(uint32_t ports) const override;
    std::string CheckConfig() override;

    uint64_t m_limit;
    uint64_t m_reserve;
};

} // namespace aifabric
} // namespace ns3

#endif // PER_PORT_ADMISSION_H
